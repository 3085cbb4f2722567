/** What those who run the installation say about themselves. */

export const NOTICE_NAMES = ["imprint", "privacy"] as const;
export type NoticeName = (typeof NOTICE_NAMES)[number];

/** A text that they wrote, or the address at which it stands. All empty: it was taken back. */
export interface Notice {
  en: string;
  zh: string;
  url: string;
}

export interface SecurityContact {
  /** A URI: mailto: or https:. */
  contact: string;
  /** Afterwards nobody should rely on it. RFC 9116 section 2.5.5 */
  expiresAt: Date;
}

/** A piece of a notice: nothing in it is markup. */
export interface Paragraph {
  kind: "heading" | "text";
  text: string;
}

/**
 * The paragraphs of a notice: an empty line ends one, and a line of its own that begins with `# ` is a heading. That is all there is
 * to know; everything else stands as it was typed.
 */
export function paragraphsOf(text: string): Paragraph[] {
  const blocks = text.replaceAll("\r\n", "\n").split(/\n[ \t]*(?:\n[ \t]*)+/);
  return blocks.flatMap((block) => {
    const [first = "", ...rest] = block.trim().split("\n");
    const heading = /^# +(\S.*)$/.exec(first)?.[1];
    const body = (heading === undefined ? [first, ...rest] : rest).join("\n");
    const pieces: Paragraph[] = heading === undefined ? [] : [{ kind: "heading", text: heading }];
    return body === "" ? pieces : [...pieces, { kind: "text", text: body }];
  });
}
