/** A credential within an SVG (Open Badges 3.0 section 5.3.2): one element `credential` of the badges' namespace, the first below the root. */
import { SaxesParser } from "saxes";
import { fromUtf8, utf8 } from "#lib/core/text/bytes.ts";

const NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";
/** Of versions 1 and 2, whose element is called `assertion`. */
const NAMESPACE_V2 = "http://openbadges.org";
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const SVG_BYTES_MAX = 8 * 1024 * 1024;
const DEPTH_MAX = 256;
/** Characters that JSON may have and XML not, however they are written (XML 1.0 section 2.2). */
const NO_XML = /[\p{Cs}\ufffe\uffff]/u;
const PREFIX = "openbadges";

type Read = {
  /** Where the root's start tag ends, in UTF-16 code units. */
  rootEnd: number;
  texts: string[];
};

/** The picture with the text in it. @throws {TypeError} for what is no SVG, carries a credential already, or a text that XML has no characters for */
export function bakeSvg(svg: string, text: string): string {
  const read = readSvg(svg);
  if (read === undefined || read.texts.length > 0 || NO_XML.test(text)) throw new TypeError("not an SVG to bake");
  const content = text.replaceAll("]]>", "]]]]><![CDATA[>");
  const element = `<${PREFIX}:credential xmlns:${PREFIX}="${NAMESPACE}"><![CDATA[${content}]]></${PREFIX}:credential>`;
  const baked = svg.slice(0, read.rootEnd) + element + svg.slice(read.rootEnd);
  if (readBakedSvg(utf8(baked)) !== text) throw new TypeError("not a text to bake");
  return baked;
}

/** The text in a picture: JSON, or the JWT of its attribute; undefined for one without, with several, or that is no SVG. */
export function readBakedSvg(bytes: Uint8Array): string | undefined {
  const svg = bytes.length > SVG_BYTES_MAX ? undefined : fromUtf8(bytes);
  const [text, ...others] = (svg === undefined ? undefined : readSvg(svg))?.texts ?? [];
  return others.length > 0 ? undefined : text;
}

/** Undefined for what is no SVG, or no XML. Entities that a document defines are errors, and nothing is fetched. */
function readSvg(svg: string): Read | undefined {
  if (utf8(svg).length > SVG_BYTES_MAX) return undefined;
  const parser = new SaxesParser({ xmlns: true });
  const read: Read = { rootEnd: -1, texts: [] };
  const open: string[] = [];
  let inside: { cdata: string[]; other: string } | undefined;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ uri, local, attributes, isSelfClosing }) => {
    open.push(`${uri} ${local}`);
    if (open.length > DEPTH_MAX || inside !== undefined) throw new TypeError("nested too deeply");
    if (open.length === 1) {
      if (uri !== SVG_NAMESPACE || local !== "svg" || isSelfClosing) throw new TypeError("not an SVG");
      read.rootEnd = parser.position;
    }
    const isOld = uri === NAMESPACE_V2 && local === "assertion";
    if ((!isOld && (uri !== NAMESPACE || local !== "credential")) || open.length !== 2) return;
    inside = { cdata: [], other: attributes.verify?.value ?? "" };
  });
  parser.on("cdata", (text) => inside?.cdata.push(text));
  parser.on("text", (text) => {
    if (inside) inside.other += text;
  });
  parser.on("closetag", () => {
    open.pop();
    if (inside === undefined) return;
    // Beside marked sections there is white space alone, or the text stands without them.
    const { cdata, other } = inside;
    if (cdata.length > 0 && other.trim() !== "") throw new TypeError("two texts in one credential");
    read.texts.push(cdata.length > 0 ? cdata.join("") : other.trim());
    inside = undefined;
  });
  try {
    parser.write(svg).close();
    return read.rootEnd < 0 ? undefined : read;
  } catch {
    return undefined;
  }
}
