/** Receipt PDFs as other people's programs save them. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFolder, missing } from "#tests/features/evidence/receipts/pdf-tools.ts";

export interface Resaving {
  what: string;
  program: string;
  /** Arguments with `IN` and `OUT` in the places of the two files. */
  args: string[];
}

const qpdf = (what: string, ...args: string[]): Resaving => ({
  what: `qpdf, ${what}`,
  program: "qpdf",
  args: [...args, "IN", "OUT"],
});
const encrypted = (what: string, ...args: string[]) =>
  qpdf(what, "--allow-weak-crypto", "--encrypt", "", "owner", ...args, "--");

/** What keeps the attachments. */
export const RESAVINGS: readonly Resaving[] = [
  qpdf("as it comes"),
  qpdf("linearized", "--linearize"),
  qpdf("with object streams", "--object-streams=generate"),
  qpdf("with everything compressed anew", "--object-streams=generate", "--recompress-flate", "--compress-streams=y"),
  qpdf("uncompressed", "--stream-data=uncompress"),
  encrypted("RC4 of 40 bits, empty password", "40"),
  encrypted("RC4 of 128 bits, empty password", "128", "--use-aes=n"),
  encrypted("AES of 128 bits, empty password", "128", "--use-aes=y"),
  encrypted("AES of 128 bits, clear metadata", "128", "--use-aes=y", "--cleartext-metadata"),
  encrypted("AES of 256 bits, empty password", "256"),
  { what: "mutool clean", program: "mutool", args: ["clean", "IN", "OUT"] },
  { what: "mutool clean, compressed", program: "mutool", args: ["clean", "-gggz", "IN", "OUT"] },
  { what: "Ghostscript", program: "gs", args: ["-q", "-sDEVICE=pdfwrite", "-o", "OUT", "IN"] },
  { what: "Ghostscript, PDF/A-2", program: "gs", args: ["-q", "-dPDFA=2", "-sDEVICE=pdfwrite", "-o", "OUT", "IN"] },
  { what: "exiftool", program: "exiftool", args: ["-q", "-Title=Mine", "-o", "OUT", "IN"] },
];

/** What drops them: a printer, in effect. */
export const PRINTED: Resaving = { what: "pdftocairo", program: "pdftocairo", args: ["-pdf", "IN", "OUT"] };

export function resave(pdf: Uint8Array, { program, args }: Resaving): Uint8Array {
  return inFolder((folder) => {
    const paths: Record<string, string> = { IN: join(folder, "in.pdf"), OUT: join(folder, "out.pdf") };
    writeFileSync(paths.IN ?? "", pdf);
    const named = args.map((arg) => paths[arg] ?? arg);
    execFileSync(program, named, { stdio: ["ignore", "ignore", "ignore"] });
    return new Uint8Array(readFileSync(paths.OUT ?? ""));
  });
}

/** Reason to skip, or false. On CI a missing program is a failure. */
export const lacks = ({ program }: Resaving): string | false => missing(program);
