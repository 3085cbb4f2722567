import { useTranslations } from "next-intl";
import type { Fault } from "#lib/features/certificates/templates/types.ts";

/** What is wrong with a value, and which character, with the one that is meant where it is known. */
export function FaultWords({
  code,
  character,
  standard,
}: { [Member in "code" | "character" | "standard"]: Fault[Member] }) {
  const t = useTranslations("templates.faults");
  return (
    <>
      {t(`codes.${code}`)}
      {character ? ` ${t("character", { character: shown(character), code: character })}` : null}
      {standard ? ` ${t("standard", { character: standard, code: pointOf(standard) })}` : null}
    </>
  );
}

/** `U+4DAE` as the character itself, drawn by whatever font the reader has. */
function shown(code: string): string {
  const point = Number.parseInt(code.replace(/^U\+/, ""), 16);
  return Number.isInteger(point) && point <= 0x10ffff ? String.fromCodePoint(point) : code;
}

function pointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
