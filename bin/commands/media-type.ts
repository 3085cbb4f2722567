/** What a file's name says about its content: for the reader of a receipt, never for a check. */
import { extname } from "node:path";

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  [".pdf", "application/pdf"],
  [".json", "application/json"],
  [".txt", "text/plain"],
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".jpeg", "image/jpeg"],
  [".xml", "application/xml"],
  [".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  [".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  [".zip", "application/zip"],
]);

export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES.get(extname(name).toLowerCase()) ?? "application/octet-stream";
}
