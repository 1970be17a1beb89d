// A study's outcome as one page that needs nothing else. Knows no file.
import { escaped, outcomeSvg, titleOf } from './report-svg.js';
import { chartOf, fixedWords, resultTable, verdictWord } from './report-text.js';
import type { StudyOutcome } from './run-study.js';
import type { Row, Study } from './study.js';

const style = [
  ':root{color-scheme:light dark;--paper:#fff;--ink:#222;--rule:#ddd;--ok:#187a2f;--bad:#b3261e}',
  '@media(prefers-color-scheme:dark){:root{--paper:#17191c;--ink:#e4e4e4;--rule:#3b3f45;--ok:#62c47d;--bad:#ff897d}}',
  'body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--paper)}',
  // The drawing has paper and ink of its own.
  'figure{margin:1.5rem 0}figcaption{margin-top:.5rem;font-size:.875rem}svg{color:inherit;max-width:100%;height:auto}',
  '.paper{fill:none}[aria-label=dot]{fill:var(--paper)}',
  '.wide{overflow-x:auto;margin:1.5rem 0}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}',
  'td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid var(--rule)}th{vertical-align:bottom}td{white-space:nowrap}',
  '.ok{color:var(--ok)}.bad{color:var(--bad)}',
].join('');

function line(tag: 'td' | 'th', cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
}

function verdictHtml({ rows, points, verdict }: StudyOutcome): string {
  if (verdict === undefined) return `<p>No verdict: ${rows.length} of ${points} points were run.</p>`;
  const colour = verdict.ok ? 'ok' : 'bad';
  const word = `<strong${verdict.missing ? '' : ` class="${colour}"`}>${verdictWord(verdict)}</strong>`;
  return `<p>Accepted: ${escaped(verdict.range)}.<br>Measured: ${escaped(verdict.measured)}.<br>Verdict: ${word}.</p>`;
}

function chartHtml(study: Study, rows: readonly Row[]): string {
  const chart = chartOf(study, rows);
  const scale = chart.logY === true ? ', on a logarithmic scale' : '';
  return `<figure>${outcomeSvg(study, rows)}<figcaption>${escaped(titleOf(study, chart))}${scale}.</figcaption></figure>`;
}

function tableHtml(study: Study, rows: readonly Row[]): string {
  const { head, cells } = resultTable(study, rows);
  const body = cells.map((row) => line('td', row)).join('\n');
  return `<div class="wide"><table><thead>${line('th', head)}</thead><tbody>\n${body}</tbody></table></div>`;
}

/** The parameters that have one value in all rows, which neither chart nor table shows. */
function fixedHtml(study: Study, rows: readonly Row[]): string {
  const fixed = fixedWords(study, rows);
  return fixed.length === 0 ? '' : `<p><b>The same everywhere.</b> ${escaped(fixed.join(', '))}.</p>`;
}

/** The page: question, prediction, chart, table, verdict, lesson. */
export function outcomeHtml(study: Study, outcome: StudyOutcome): string {
  const parts = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(study.name)}: a study by Vivarium</title>`,
    `<style>${style}</style></head><body>`,
    `<h1>${escaped(study.name)}</h1><p><b>Question.</b> ${escaped(study.question)}</p><p><b>Prediction.</b> ${escaped(study.prediction)}</p>`,
    fixedHtml(study, outcome.rows),
    outcome.rows.length === 0 ? '' : chartHtml(study, outcome.rows),
    tableHtml(study, outcome.rows),
    verdictHtml(outcome),
    study.note === undefined ? '' : `<p><b>Note.</b> ${escaped(study.note)}</p>`,
    `<p><b>What it teaches.</b> ${escaped(study.teaches)}</p></body></html>`,
  ];
  return `${parts.join('\n')}\n`;
}
