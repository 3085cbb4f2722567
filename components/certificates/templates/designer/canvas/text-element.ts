/** A text on the canvas: set in the PDF's own font, shrunk as the PDF shrinks it, its placeholders shown as what they stand for. */
import { partsOf } from "#lib/features/certificates/templates/schema/placeholders.ts";
import type { TextElement } from "#lib/features/certificates/templates/types.ts";
import type { ElementRest } from "./canvas-template.ts";
import { familyOf, untilLoaded } from "./fonts.ts";

export type TextRest = Extract<ElementRest, { kind: "text" }>;

/** Points from one attempt at a size to the next. */
const SHRINK_POINTS = 0.5;
/** Up to so many lines a text is a name or a title. */
const NAME_LINES_MAX = 2;

const SIDES: Record<TextElement["vertical"], string> = { top: "flex-start", middle: "center", bottom: "flex-end" };

/** @param options write: takes the text when it was written in place, which is possible only then */
export function drawText(
  root: HTMLElement,
  text: TextRest,
  options: { labels: Record<string, string>; write: ((text: string) => void) | undefined },
): void {
  const box = document.createElement("div");
  const words = document.createElement("div");
  Object.assign(box.style, {
    ...{ width: "100%", height: "100%", display: "flex", flexDirection: "column" },
    justifyContent: SIDES[text.vertical],
  });
  Object.assign(words.style, {
    ...{
      fontFamily: `"${familyOf(text.font)}"`,
      color: text.color,
      textAlign: text.align,
      letterSpacing: `${text.spacing}em`,
    },
    ...{ lineHeight: String(text.leading), fontSize: `${text.size}pt`, fontVariantEastAsian: "normal" },
    ...{ whiteSpace: "pre-wrap", overflowWrap: "break-word", outline: "none" },
  });
  box.append(words);
  root.append(box);
  if (options.write) {
    writeIn(words, text, options.write);
    return;
  }
  words.append(...shownParts(text, options.labels));
  const shrink = () => shrinkToFit(words, { box: root, text });
  shrink();
  void untilLoaded(text.font, words.textContent ?? "").then(shrink);
}

function shownParts(text: TextRest, labels: Record<string, string>): Node[] {
  return partsOf(text.text).map((part) => {
    if ("text" in part) return document.createTextNode(part.text);
    const shown = document.createElement("span");
    shown.textContent = labels[part.name] ?? part.name;
    shown.style.background = "rgb(29 92 158 / 0.14)";
    shown.style.borderRadius = "0.2em";
    return shown;
  });
}

/** As the PDF does: a name or a title shrinks before it breaks, what is longer breaks before it shrinks. */
function shrinkToFit(words: HTMLElement, { box, text }: { box: HTMLElement; text: TextRest }): void {
  const fits = () => words.scrollWidth <= box.clientWidth + 1 && words.scrollHeight <= box.clientHeight + 1;
  const ways = text.linesMax > NAME_LINES_MAX ? ["pre-wrap"] : text.linesMax > 1 ? ["pre", "pre-wrap"] : ["pre"];
  for (const whiteSpace of ways) {
    words.style.whiteSpace = whiteSpace;
    for (let size = text.size; size >= text.sizeMin; size -= SHRINK_POINTS) {
      words.style.fontSize = `${size}pt`;
      if (fits()) return;
    }
  }
  words.style.fontSize = `${text.sizeMin}pt`;
}

function writeIn(words: HTMLElement, text: TextRest, write: (text: string) => void): void {
  words.textContent = text.text;
  words.contentEditable = "plaintext-only";
  words.setAttribute("role", "textbox");
  words.setAttribute("aria-multiline", "true");
  words.addEventListener("blur", () => write((words.textContent ?? "").replace(/\n$/, "").normalize("NFC")));
  // What is typed is no command to the canvas.
  words.addEventListener("keydown", (event) => {
    if (event.key === "Escape") words.blur();
    event.stopPropagation();
  });
  setTimeout(() => {
    words.focus();
    getSelection()?.selectAllChildren(words);
    getSelection()?.collapseToEnd();
  });
}
