/** An appointment: notched rules in red and gold, the title by itself, the term in the last line. */
import type { HexColor, TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, sealedAt, type Tongue, text, tongueOf } from "./parts.ts";

const RED: HexColor = "#8f1f1a";
const GOLD: HexColor = "#bb9a58";

const ground = (): TemplateElement[] => [
  {
    id: "frame",
    kind: "ornament",
    design: "fine-frame",
    x: 10,
    y: 10,
    width: 277,
    height: 190,
    color: RED,
    second: GOLD,
  },
  {
    id: "divider",
    kind: "ornament",
    design: "divider",
    x: 93.5,
    y: 59,
    width: 110,
    height: 5,
    color: RED,
    second: GOLD,
  },
];

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, plain, strong } = tongue;
  const body = say(
    "兹聘请您担任{{position}}，\n聘期自{{from}}起至{{to}}止。",
    "is appointed {{position}}\nfrom {{from}} to {{to}}.",
  );
  return [
    text("title", say("聘书", "Letter of Appointment"), {
      ...{ box: [60, 28, 177, 29], font: isChinese ? strong : plain, size: isChinese ? 56 : 42, color: RED },
      ...{ spacing: isChinese ? 0.7 : 0, role: "title" },
    }),
    nameAt([50, 69, 197, 22], tongue),
    text("body", body, { box: [46, 93, 205, 27], font: plain, size: 17, sizeMin: 10, linesMax: 4, leading: 1.6 }),
    text("wish", say("此聘", "We are glad of your service."), {
      box: [46, 121, 205, 9],
      font: plain,
      size: isChinese ? 16 : 14,
    }),
  ];
}

export function employment(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say } = tongue;
  return designed({
    language,
    orientation: "landscape",
    elements: [...ground(), ...words(tongue), ...codeAt([44, 146], tongue), ...sealedAt([222, 133], tongue)],
    fields: [
      field("position", ["职务", "Position"]),
      field("from", ["聘期开始", "From"], { type: "date" }),
      field("to", ["聘期结束", "To"], { type: "date" }),
    ],
    achievement: [
      say("聘书", "Letter of Appointment"),
      say("受聘担任职务。", "Appointed to a position."),
      say("经聘任程序决定。", "By decision of the appointing body."),
    ],
  });
}
