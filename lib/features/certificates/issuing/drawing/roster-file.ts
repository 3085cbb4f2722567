/** An empty table to fill in: the columns of a template, with their names in a language, as CSV or as a workbook whose cells are texts. */
import { once } from "node:events";
import { ZipFile } from "yazl";
import { csvText } from "#lib/core/text/csv.ts";
import { portableStem } from "#lib/core/text/portable-name.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { columnName } from "#lib/sheets/cell.ts";
import type { PinnedTemplate } from "../rows/templates.ts";

export interface RosterFile {
  bytes: Uint8Array;
  mediaType: string;
  filename: string;
}

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** The same file whenever it is asked for. */
const MODIFIED_AT = new Date("2000-01-01T00:00:00Z");
const COLUMN_WIDTH = 24;

export async function rosterFile(
  { name, document }: Pick<PinnedTemplate, "name" | "document">,
  { format, locale }: { format: "csv" | "xlsx"; locale: Locale },
): Promise<RosterFile> {
  const t = translator(locale);
  const own = document.fields.map(({ label, required }) => `${label[locale]}${required ? " *" : ""}`);
  const headings = [
    `${t("batches.roster.holderName")} *`,
    ...own,
    t("batches.roster.email"),
    t("batches.roster.replaces"),
  ];
  const filename = `${portableStem(t("batches.roster.file", { template: name }))}.${format}`;
  if (format === "csv")
    return { bytes: Buffer.from(csvText([headings])), mediaType: "text/csv; charset=utf-8", filename };
  return { bytes: await workbook(headings), mediaType: XLSX, filename };
}

const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`;
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** The least that makes a workbook (ECMA-376 part 1, 12.3); its columns are texts, so that numbers keep their zeros and days stay as they are typed. */
async function workbook(headings: readonly string[]): Promise<Uint8Array> {
  const last = headings.length;
  const cells = headings.map(
    (text, at) =>
      `<c r="${columnName(at)}1" s="2" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`,
  );
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${XLSX}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${last}" width="${COLUMN_WIDTH}" style="1" customWidth="1"/></cols><sheetData><row r="1">${cells.join("")}</row></sheetData></worksheet>`,
  };
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(parts))
    zip.addBuffer(Buffer.from(HEAD + text), path, { mtime: MODIFIED_AT });
  zip.end();
  const chunks: Buffer[] = [];
  zip.outputStream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(zip.outputStream, "end");
  return Buffer.concat(chunks);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
