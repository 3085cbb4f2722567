/** A template to begin with that has what each must have: the holder's name and the code, and nothing else. */
import { TEMPLATE_FORMAT, type TemplateDocument, type TemplateLanguage, type TextElement } from "../types.ts";

/** @param options name: of the achievement, and of the page's title */
export function blankDocument({ language, name }: { language: TemplateLanguage; name: string }): TemplateDocument {
  const text = {
    kind: "text",
    x: 40,
    width: 217,
    linesMax: 2,
    color: "#1c1a17",
    align: "center",
    vertical: "middle",
    leading: 1.3,
    spacing: 0,
  } as const satisfies Partial<TextElement>;
  const bold = language === "zh-CN" ? "song-bold" : "garamond-bold";
  return {
    ...{ template: TEMPLATE_FORMAT, language, timeZone: "Asia/Shanghai" },
    page: { size: "A4", orientation: "landscape" },
    background: { color: "#ffffff" },
    elements: [
      { ...text, id: "title", y: 30, height: 24, text: name, font: bold, size: 40, sizeMin: 20, role: "title" },
      {
        ...{ ...text, id: "name", y: 80, height: 24, text: "{{holder_name}}", font: bold },
        ...{ size: 30, sizeMin: 14, role: "heading" },
      },
      { id: "code", kind: "qr", x: 133.5, y: 160, width: 30, height: 30, color: "#1c1a17" },
    ],
    fields: [],
    achievement: { name, description: name, criteria: name },
  };
}
