/** Thanks for a gift: fans in the corners, a pale rosette behind the words. */
import type { HexColor, TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, sealedAt, type Tongue, text, tongueOf } from "./parts.ts";

const PLUM: HexColor = "#6e2a33";
const ROSE: HexColor = "#c99a86";
const CLAY: HexColor = "#9a6350";
const BLUSH: HexColor = "#f1e0d5";

const ground = (): TemplateElement[] => [
  {
    ...{ id: "ground", kind: "ornament", design: "guilloche-rosette", x: 30, y: 74, width: 150, height: 150 },
    ...{ color: BLUSH, second: BLUSH },
  },
  {
    ...{ id: "frame", kind: "ornament", design: "corner-frame", x: 13, y: 13, width: 184, height: 271 },
    ...{ color: PLUM, second: ROSE },
  },
  { id: "divider", kind: "ornament", design: "divider", x: 65, y: 81, width: 80, height: 5, color: PLUM, second: ROSE },
];

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, plain, strong } = tongue;
  const purpose = say(
    "用于{{purpose}}。\n善举可嘉，谨致谢忱。",
    "in support of {{purpose}}.\nIt is remembered here with thanks.",
  );
  return [
    text("title", say("捐赠证书", "With Gratitude"), {
      ...{ box: [30, 43, 150, 26], font: tongue.name, size: isChinese ? 44 : 48, color: PLUM },
      ...{ spacing: isChinese ? 0.36 : 0, role: "title" },
    }),
    text("subtitle", "CERTIFICATE OF DONATION", {
      ...{ box: [30, 70, 150, 7], font: "garamond", size: 10.5, spacing: 0.3, color: CLAY },
    }),
    nameAt([30, 98, 150, 24], tongue, { font: isChinese ? strong : plain }),
    text("body", say("您于{{given_on}}捐赠", "On {{given_on}} you gave"), {
      box: [32, 126, 146, 9],
      font: plain,
      size: 14,
    }),
    text("gift", "{{gift}}", {
      ...{
        box: [28, 137, 154, 19],
        font: strong,
        size: 24,
        sizeMin: 13,
        linesMax: 2,
        leading: 1.2,
        color: PLUM,
        role: "heading",
      },
    }),
    text("purpose", purpose, { box: [28, 159, 154, 22], font: plain, size: 14, sizeMin: 9, linesMax: 4, leading: 1.6 }),
  ];
}

export function donation(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say } = tongue;
  return designed({
    language,
    orientation: "portrait",
    background: "#fffdfa",
    elements: [
      ...ground(),
      ...words(tongue),
      ...codeAt([46, 216], tongue),
      ...sealedAt([142, 204], tongue, { width: 84 }),
    ],
    fields: [
      field("gift", ["捐赠内容", "Gift"]),
      field("purpose", ["用途", "Purpose"]),
      field("given_on", ["捐赠日期", "Given on"], { type: "date" }),
    ],
    achievement: [
      say("捐赠证书", "Certificate of Donation"),
      say("向公益事业捐赠。", "A gift to a charitable purpose."),
      say("捐赠款物已收讫。", "The gift has been received."),
    ],
  });
}
