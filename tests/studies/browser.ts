// Opens a page in Chromium, when there is one, and tells how it is laid out. Knows no study.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(chromium);
export const withoutChromium = `there is no Chromium at ${chromium}: name one in the variable CHROMIUM`;

export interface Layout {
  /** Labels of the drawing that cover each other, or leave it. */
  readonly overlaps: readonly string[];
  readonly outside: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
  /** Contrast of text, legend and verdict with the page. @see WCAG 2.2 §1.4.3 */
  readonly contrasts: readonly number[];
  readonly title: string;
  /** What the browser said on its console. */
  readonly complaints: readonly string[];
}

/** Runs in the page; what it finds is the text of #layout. */
const probe = `
const texts = [...document.querySelectorAll('svg text')].filter((text) => text.textContent.trim() !== '');
const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
const frame = document.querySelector('svg').getBoundingClientRect();
const cross = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
// Words that stand aslant are compared as if the page were turned.
const angle = (text) => Math.atan2(text.getCTM().b, text.getCTM().a);
const turned = (text) => {
  const box = text.getBBox();
  const corners = [[box.x, box.y], [box.x + box.width, box.y + box.height]].map(([x, y]) =>
    new DOMPoint(x, y).matrixTransform(new DOMMatrix().rotate((-angle(text) * 180) / Math.PI).multiply(text.getCTM())));
  return { left: corners[0].x, top: corners[0].y, right: corners[1].x, bottom: corners[1].y };
};
const covers = (a, b) => (angle(a) === angle(b) ? cross(turned(a), turned(b)) : cross(a.getBoundingClientRect(), b.getBoundingClientRect()));
const overlaps = texts.flatMap((a, i) => texts.slice(i + 1).flatMap((b) => (covers(a, b) ? [a.textContent + ' / ' + b.textContent] : [])));
const leaves = (box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
const light = (colour) => {
  const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const paper = light(getComputedStyle(document.body).backgroundColor);
const contrast = (colour) => { const ink = light(colour); return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05); };
const inks = [...document.querySelectorAll('p, td, strong'), ...texts].map((part) => getComputedStyle(part)[part.tagName === 'text' ? 'fill' : 'color']);
const root = document.documentElement;
const layout = document.createElement('pre');
layout.id = 'layout';
const outside = boxes.filter(([, box]) => leaves(box)).map(([text]) => text);
layout.textContent = JSON.stringify({ overlaps, outside, overflow: root.scrollWidth - root.clientWidth, contrasts: inks.map(contrast), title: document.title });
document.body.append(layout);`;

/** Without a window, and without anything that the browser does for itself. */
export const quietFlags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--enable-logging=stderr'],
];

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** How `html` looks in a window of `width` pixels. */
export function layoutOf(html: string, width: number, scheme: 'dark' | 'light'): Layout {
  const folder = mkdtempSync(join(tmpdir(), 'vivarium-page-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, html.replace('</body>', `<script>${probe}</script></body>`));
    const look = [`--window-size=${width},1400`, `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`];
    const args = [...quietFlags, '--dump-dom', ...look, `--user-data-dir=${join(folder, 'profile')}`, `file://${page}`];
    const { stdout, stderr } = spawnSync(chromium, args, { encoding: 'utf8', timeout: 60_000 });
    const [, found] = /<pre id="layout">([^<]*)</.exec(stdout) ?? [];
    if (found === undefined) throw new Error(`Chromium showed no page: ${stderr.slice(-500)}`);
    return { ...JSON.parse(unescaped(found)), complaints: stderr.split('\n').filter((line) => line.includes('CONSOLE')) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
