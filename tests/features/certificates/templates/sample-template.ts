/** A diploma with one of everything that a template can have, and what is printed on it. */
import { randomBytes } from "node:crypto";
import type { CertificateDrawing } from "#lib/features/certificates/templates/drawing/draw-certificate.ts";
import type { TemplateDocument, TextElement } from "#lib/features/certificates/templates/types.ts";

export const NAME_BOX = { x: 70, y: 70, width: 157, height: 24 } as const;

const TEXT = {
  ...{ kind: "text", font: "song", size: 14, sizeMin: 9, linesMax: 1, color: "#1c1a17", align: "center" },
  ...{ vertical: "middle", leading: 1.4, spacing: 0, role: "text" },
} as const satisfies Partial<TextElement>;

export function sampleTemplate(): TemplateDocument {
  return {
    template: "sealbook.template/v1",
    language: "zh-CN",
    timeZone: "Asia/Shanghai",
    page: { size: "A4", orientation: "landscape" },
    background: { color: "#ffffff" },
    elements: [
      {
        ...{ id: "frame", kind: "ornament", design: "fine-frame", color: "#8a6a2f", second: "#c9b07a" },
        ...{ x: 8, y: 8, width: 281, height: 194 },
      },
      {
        ...TEXT,
        id: "title",
        text: "毕业证书",
        font: "song-bold",
        size: 40,
        role: "title",
        x: 60,
        y: 30,
        width: 177,
        height: 24,
      },
      {
        ...{ ...TEXT, ...NAME_BOX, id: "name", text: "{{holder_name}}", font: "song-bold", size: 32, sizeMin: 16 },
        ...{ linesMax: 2, leading: 1.2, role: "heading" },
      },
      {
        ...{ ...TEXT, id: "body", x: 60, y: 100, width: 177, height: 24, linesMax: 3 },
        text: "于{{issued_on}}修完{{course}}，成绩{{score}}分，{{grade}}。",
      },
      { ...TEXT, id: "born", text: "出生：{{born:numeric}}", x: 60, y: 126, width: 177, height: 8 },
      {
        ...{ id: "seal", kind: "seal", shape: "round", text: "{{issuer_name}}", caption: "", middle: "star" },
        ...{ font: "song-bold", color: "#bd291c", x: 190, y: 140, width: 42, height: 42 },
      },
      { id: "code", kind: "qr", x: 40, y: 146, width: 32, height: 32, color: "#1c1a17" },
    ],
    fields: [
      { name: "course", label: { "zh-CN": "课程", en: "Course" }, type: "text", required: true, visibility: "shown" },
      {
        name: "score",
        label: { "zh-CN": "成绩", en: "Score" },
        type: "number",
        required: true,
        visibility: "shown",
        format: "1",
      },
      {
        ...{
          name: "grade",
          label: { "zh-CN": "等第", en: "Grade" },
          type: "choice",
          required: true,
          visibility: "shown",
        },
        choices: ["优秀", "良好", "合格"],
      },
      { name: "born", label: { "zh-CN": "出生", en: "Born" }, type: "date", required: false, visibility: "private" },
      {
        ...{
          name: "number",
          label: { "zh-CN": "学号", en: "Number" },
          type: "text",
          required: false,
          visibility: "private",
        },
        format: "AA-9999",
      },
    ],
    achievement: { name: "毕业证书", description: "修完全部课程。", criteria: "各门课程成绩合格。" },
  };
}

export const VALUES = { holder_name: "欧阳若曦", course: "数据结构", score: "92.5", grade: "优秀" } as const;
export const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
export const ADDRESS = `https://certificates.example.edu.cn/v/${ID}`;

export function sampleDrawing(values: Record<string, string> = {}, document = sampleTemplate()): CertificateDrawing {
  return {
    ...{ document, pictures: new Map(), values: { ...VALUES, ...values }, certificateId: ID, address: ADDRESS },
    ...{ issuerName: "江南职业技术学院", issuedAt: "2026-11-29T16:30:00.000Z", identity: randomBytes(16) },
  };
}
