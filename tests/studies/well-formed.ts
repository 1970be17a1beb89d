// Whether text is well-formed as XML goes here: tags nest, attributes are quoted, no bare ampersand. Knows no meaning of tags.

const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
const text = /[^<&]+|&(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+|nbsp);/y;

/** The parts of `xml`, tags and text; the last is what nothing was made of. */
function partsOf(xml: string): { readonly parts: RegExpExecArray[]; readonly rest: string } {
  const parts: RegExpExecArray[] = [];
  let at = 0;
  while (at < xml.length) {
    tag.lastIndex = at;
    text.lastIndex = at;
    const found = tag.exec(xml) ?? text.exec(xml);
    if (found === null) break;
    parts.push(found);
    at += found[0].length;
  }
  return { parts, rest: xml.slice(at, at + 40) };
}

/** Where it is not; undefined: it is. */
export function xmlProblem(xml: string): string | undefined {
  const { parts, rest } = partsOf(xml);
  if (rest !== '') return `nothing can be made of ${rest}`;
  const open: string[] = [];
  for (const [, close, name, , empty] of parts) {
    if (name === undefined || empty === '/') continue;
    if (close !== '/') open.push(name);
    else if (open.pop() !== name) return `</${name}> closes nothing`;
  }
  return open.length === 0 ? undefined : `<${open.at(-1)}> is not closed`;
}
