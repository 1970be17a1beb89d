#!/usr/bin/env node
// The command `vivarium`: loads the program and nothing else.
import { findZig } from './zig.js';

process.stdout.write(`${findZig() ?? ''}\n`);
