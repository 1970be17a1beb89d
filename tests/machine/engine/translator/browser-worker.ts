// Runs in a browser's worker: the loop under both engines, and what came of it to who serves the page.
import { loopRecords } from './hot-loop.js';

const interpreted = loopRecords('interpreter');
const translated = loopRecords('auto');
await fetch('/verdict', { method: 'POST', body: JSON.stringify({ interpreted, translated }) });
