/** Training: a deep blue column with an engraved rosette, and beside it plain words on white. */
import type { HexColor, TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, SOFT, type Tongue, text, tongueOf, VERMILION } from "./parts.ts";

const NAVY: HexColor = "#17324d";
const GOLD: HexColor = "#b59a5b";
const COLUMN = 74;
const LEFT = 98;

const ground = (): TemplateElement[] => [
  { id: "column", kind: "rectangle", x: 0, y: 0, width: COLUMN, height: 210, fill: NAVY, strokeWidth: 0 },
  {
    ...{ id: "rosette", kind: "ornament", design: "guilloche-rosette", x: -33, y: 2, width: 140, height: 140 },
    ...{ color: "#3d5f80", second: "#7f9fbd" },
  },
  {
    id: "sheet",
    kind: "rectangle",
    x: COLUMN,
    y: 0,
    width: 297 - COLUMN,
    height: 210,
    fill: "#ffffff",
    strokeWidth: 0,
  },
  { id: "edge", kind: "line", x: COLUMN, y: 0, width: 1.2, height: 210, color: GOLD },
  { id: "rule", kind: "line", x: LEFT, y: 36, width: 18, height: 0.7, color: GOLD },
];

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, plain, strong } = tongue;
  const left = { align: "left" } as const;
  const body = say(
    "参加“{{course}}”培训，\n自{{began}}至{{ended}}，共{{hours}}学时，\n考核{{grade}}，准予结业。",
    "took part in the course “{{course}}” from {{began}} to {{ended}}, {{hours}} hours in all, and completed it with the result: {{grade}}.",
  );
  return [
    text("issuer-head", "{{issuer_name}}", {
      ...{
        ...left,
        box: [LEFT, 25, 176, 9],
        font: strong,
        size: 13,
        sizeMin: 8,
        color: NAVY,
        spacing: isChinese ? 0.1 : 0,
      },
    }),
    text("title", say("结业证书", "Certificate of Training"), {
      ...{ ...left, box: [LEFT, 43, 180, 22], font: isChinese ? strong : plain, size: isChinese ? 38 : 40 },
      ...{ spacing: isChinese ? 0.16 : 0, color: NAVY, role: "title" },
    }),
    text("subtitle", say("CERTIFICATE OF COMPLETION", "AWARDED TO"), {
      ...{ ...left, box: [LEFT, 65, 180, 7], font: "garamond", size: 10.5, spacing: 0.26, color: SOFT },
    }),
    nameAt([LEFT, 82, 178, 22], tongue, {
      ...left,
      font: strong,
      size: isChinese ? 30 : 32,
      spacing: isChinese ? 0.06 : 0,
    }),
    text("body", body, {
      ...{ ...left, box: [LEFT, 108, 172, 32], font: plain, size: isChinese ? 13.5 : 14.5, sizeMin: 9, linesMax: 5 },
      ...{ leading: 1.65, vertical: "top" },
    }),
    text("issuer", "{{issuer_name}}", { ...left, box: [LEFT, 162, 116, 8], font: strong, size: 12.5, sizeMin: 7.5 }),
    text("date", "{{issued_on}}", { ...left, box: [LEFT, 170.5, 100, 7], font: plain, size: 11.5, color: SOFT }),
  ];
}

export function training(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say, isChinese, strong } = tongue;
  const seal: TemplateElement = {
    ...{ id: "seal", kind: "seal", shape: "round", text: "{{issuer_name}}", caption: say("培训专用章", "") },
    ...{ color: VERMILION, middle: isChinese ? "star" : "laurel", font: strong, x: 226, y: 146, width: 38, height: 38 },
  };
  return designed({
    language,
    orientation: "landscape",
    background: "#ffffff",
    elements: [...ground(), ...codeAt([22, 152], tongue, { color: NAVY, ink: "#d8e2ec" }), ...words(tongue), seal],
    fields: [
      field("course", ["课程", "Course"]),
      field("began", ["开始日期", "From"], { type: "date" }),
      field("ended", ["结束日期", "To"], { type: "date" }),
      field("hours", ["学时", "Hours"], { type: "number", format: "0" }),
      field("grade", ["考核结果", "Result"], {
        ...{ type: "choice", choices: isChinese ? ["优秀", "良好", "合格"] : ["Distinction", "Merit", "Pass"] },
      }),
    ],
    achievement: [
      say("培训结业证书", "Certificate of Training"),
      say("参加培训并考核合格，准予结业。", "Took part in a course and passed its assessment."),
      say("完成规定学时并通过考核。", "All hours attended, and the assessment passed."),
    ],
  });
}
