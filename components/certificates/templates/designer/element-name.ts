"use client";

import { useTranslations } from "next-intl";
import { partsOf } from "#lib/features/certificates/templates/schema/placeholders.ts";
import type { TemplateElement } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "./editor.ts";

const WORDS_CHARS_MAX = 40;

/** What an element is called in lists: its kind, and what can be read in it. */
export function useElementName(): (element: TemplateElement) => string {
  const t = useTranslations("templates.designer");
  const { labelOf } = useEditor();
  return (element) => {
    const kind = t(`kinds.${element.kind}`);
    const words = wordsOf(element, { labelOf, designOf: (design) => t(`designs.${design}`) });
    const short = [...words].length > WORDS_CHARS_MAX ? `${[...words].slice(0, WORDS_CHARS_MAX).join("")}…` : words;
    return short === "" ? kind : t("elements.named", { kind, words: short });
  };
}

type Design = Extract<TemplateElement, { kind: "ornament" }>["design"];

function wordsOf(
  element: TemplateElement,
  { labelOf, designOf }: { labelOf: (name: string) => string; designOf: (design: Design) => string },
): string {
  switch (element.kind) {
    case "text":
    case "seal": {
      const parts = partsOf(element.text).map((part) => ("text" in part ? part.text : `[${labelOf(part.name)}]`));
      return parts.join("").replaceAll(/\s+/g, " ").trim();
    }
    case "picture":
      return element.alt;
    case "ornament":
      return designOf(element.design);
    default:
      return "";
  }
}
