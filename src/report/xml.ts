/** XML 1.0 as text: what may not stand in it becomes a visible escape, what has a meaning an entity. */
import { escapeLines } from '../base/escape-text.ts';

/** Legal in Unicode, not in XML. Control characters and lone surrogates are replaced with the unprintable ones. */
const NONCHARACTERS = /[\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;' };

/** Text between tags; line breaks stay. */
export function xmlText(text: string): string {
  return legal(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

/** The value of an attribute. A bare line break would be read as a space. */
export function xmlAttribute(text: string): string {
  return legal(text).replace(/[&<>"'\n]/g, (character) => ENTITIES[character] ?? character);
}

function legal(text: string): string {
  return escapeLines(text).replace(NONCHARACTERS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** A null leaves the attribute out. */
export type XmlAttributes = Readonly<Record<string, string | number | null>>;

/** An element with text, with elements on lines of their own, or with nothing in it. */
export function xmlElement(name: string, attributes: XmlAttributes, content: string | readonly string[] = []): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === null ? [] : [` ${key}="${xmlAttribute(String(value))}"`]))
    .join('');
  if (typeof content === 'string') return `<${name}${written}>${xmlText(content)}</${name}>`;
  if (content.length === 0) return `<${name}${written}/>`;
  return [`<${name}${written}>`, ...content, `</${name}>`].join('\n');
}
