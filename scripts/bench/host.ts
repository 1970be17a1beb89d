// On what and when something was measured.
import { cpus } from 'node:os';

export function hostText(): string {
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}`;
}
