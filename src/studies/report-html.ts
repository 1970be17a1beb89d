// A study's outcome as one page that needs nothing else. Knows no file.
import { resultTable, verdictWord } from './report-text.js';
import { escaped, outcomeSvg } from './report-svg.js';
import type { StudyOutcome } from './run-study.js';
import type { Study } from './study.js';

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse}' +
  'td,th{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #ddd}svg{max-width:100%;height:auto}.ok{color:#187a2f}.bad{color:#b3261e}';

function line(tag: 'td' | 'th', cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
}

function verdictHtml({ rows, points, verdict }: StudyOutcome): string {
  if (verdict === undefined) return `<p>No verdict: ${rows.length} of ${points} points were run.</p>`;
  const colour = verdict.ok ? 'ok' : 'bad';
  const word = `<strong${verdict.missing ? '' : ` class="${colour}"`}>${verdictWord(verdict)}</strong>`;
  return `<p>Accepted: ${escaped(verdict.range)}.<br>Measured: ${escaped(verdict.measured)}.<br>Verdict: ${word}.</p>`;
}

/** The page: question, prediction, chart, table, verdict, lesson. */
export function outcomeHtml(study: Study, outcome: StudyOutcome): string {
  const { head, cells } = resultTable(study, outcome.rows);
  const parts = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(study.name)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(study.name)}</h1><p><b>Question.</b> ${escaped(study.question)}</p><p><b>Prediction.</b> ${escaped(study.prediction)}</p>`,
    outcome.rows.length === 0 ? '' : outcomeSvg(study, outcome.rows),
    `<table>${line('th', head)}${cells.map((row) => line('td', row)).join('')}</table>`,
    verdictHtml(outcome),
    study.note === undefined ? '' : `<p><b>Note.</b> ${escaped(study.note)}</p>`,
    `<p><b>What it teaches.</b> ${escaped(study.teaches)}</p></body></html>`,
  ];
  return `${parts.join('\n')}\n`;
}
