// Reports on the command line: where they go, how they come back, and what is said when they cannot.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBooks } from '../../src/cli/report-output.js';
import { reportSchema } from '../../src/observe/report-schema.js';
import { boot } from '../../src/system/boot.js';
import { vivarium } from './vivarium.js';

const oneLine = /^vivarium: [^\n]+: [^\n]+\n$/;

describe('--report', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'report-'));
    vivarium(['sh', '--report', at('a.json'), '-c', 'spin 1']);
    vivarium(['sh', '--report', at('b.json'), '--policy', 'rr', '-c', 'spin 2']);
    writeFileSync(at('bad.json'), '{"schema":"vivarium-report/1"}');
    writeFileSync(at('text.json'), 'no JSON');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes JSON to a file called .json, and the guest keeps its status', () => {
    const { status } = vivarium(['sh', '--report', at('c.json'), '--check-ledger', '-c', 'exit 7']);
    expect(status).toBe(7);
    expect(reportSchema.parse(JSON.parse(readFileSync(at('c.json'), 'utf8'))).tasks.length).toBeGreaterThan(1);
  });

  test('writes tables to any other, and behind the output to -', () => {
    vivarium(['sh', '--report', at('c.txt'), '-c', 'true']);
    expect(readFileSync(at('c.txt'), 'utf8')).toContain('== Cores, in cycles');
    expect(vivarium(['sh', '--report', '-', '-c', 'echo hello']).stdout).toMatch(/^hello\nProfile textbook/);
    expect(JSON.parse(vivarium(['sh', '--report', '-', '--json', '-c', 'true']).stdout)).toMatchObject({ schema: 'vivarium-report/1' });
  });

  test('comes also when the time limit ends the run', () => {
    const { status, stderr } = vivarium(['sh', '--report', at('d.json'), '--max-time', '5ms', '-c', 'spin 100000']);
    expect({ status, lines: stderr.split('\n').length }).toEqual({ status: 125, lines: 2 });
    const report = reportSchema.parse(JSON.parse(readFileSync(at('d.json'), 'utf8')));
    expect(report.tasks.find(({ comm }) => comm === 'spin')?.state).toBe('R');
  });

  test('leaves the demo as it is', () => {
    const { status, stdout } = vivarium(['demo', '--report', at('e.json'), '--check-ledger']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^== Processes on 2 cores[\s\S]*\n== Cycles per core\n(.+\n)+$/);
  });

  test('shows tables of a file again', () => {
    expect(vivarium(['report', at('a.json')]).stdout).toMatch(/^Profile textbook .* policy eevdf/);
  });

  test('has reports that compare shows side by side', () => {
    const { status, stdout } = vivarium(['compare', at('a.json'), at('b.json')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/policy +eevdf +rr +differs/);
    const json = JSON.parse(vivarium(['compare', '--json', at('a.json'), at('b.json')]).stdout) as { groups: { title: string }[] };
    expect(json.groups.map(({ title }) => title)).toContain('Context switches, direct');
  });

  test.each([
    [['sh', '--report', '/dev/full', '-c', 'true'], 'no room is left'],
    [['sh', '--report', 'no-such-folder/x', '-c', 'true'], 'no such file'],
    [['sh', '--report', '/', '-c', 'true'], 'a directory'],
    [['compare', 'no-such-file', 'no-such-file'], 'no such file'],
    [['compare', '{a.json}', '/'], 'a directory'],
    [['compare', '{a.json}', '{bad.json}'], 'not a report of Vivarium'],
    [['report', '{text.json}'], 'not JSON'],
  ])('%j is refused in one line with status 125', (args, part) => {
    const words = args.map((word) => word.replace(/^\{(.*)\}$/, (_, name: string) => at(name)));
    const { status, stdout, stderr } = vivarium(words);
    expect({ status, stdout }).toEqual({ status: 125, stdout: '' });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(part);
  });
});

test('report --schema is the schema by which a report is read, with a description of what needs one', () => {
  const schema = JSON.parse(vivarium(['report', '--schema']).stdout) as { properties: Record<string, unknown>; required: string[] };
  expect(Object.keys(schema.properties)).toEqual(Object.keys(reportSchema.shape));
  expect(schema.required).not.toContain('earlierTasks');
});

describe('--check-ledger', () => {
  test('names the hart and the numbers when a cycle is lost', async () => {
    const os = await boot({ cores: 2 });
    os.run({ untilNs: 1e6 });
    expect(() => checkBooks(os.kernel)).not.toThrow();
    const columns = os.kernel.ledger.harts[1];
    if (columns === undefined) throw new Error('there is no hart 1');
    columns.cycles[0] = (columns.cycles[0] ?? 0) + 1;
    expect(() => checkBooks(os.kernel)).toThrow(/^the ledger does not balance: hart 1: categories sum to \d+ cycles, its clock shows \d+/);
  });

  test('names the task and the numbers when its costs are wrong', async () => {
    const os = await boot();
    os.run({ untilExit: os.spawn('/bin/true', [], { stdio: 'null' }).pid });
    const ended = os.kernel.ledger.ended.last.items[0];
    if (ended === undefined) throw new Error('no task has ended');
    ended.counters.stimeCycles++;
    expect(() => checkBooks(os.kernel)).toThrow(/task \d+ \(true, ended\): costs sum to \d+ cycles, its system time is \d+/);
  });
});
