import { useLocale, useTranslations } from "next-intl";
import type { Notice } from "#lib/features/operations/site/types.ts";
import { NoticeText } from "./notice-text.tsx";

/** A notice in the reader's language; where there is none in it, in the other, which is said. Nothing where there is no text. */
export function OwnLanguage({ notice: { en, zh } }: { notice: Notice }) {
  const t = useTranslations("site");
  const isEnglish = useLocale() === "en";
  const [own, other] = isEnglish ? [en, zh] : [zh, en];
  if (own) return <NoticeText text={own} lang={undefined} />;
  if (!other) return null;
  return (
    <>
      <p className="pb-4 text-sm text-ink-soft">{t("notTranslated")}</p>
      <NoticeText text={other} lang={isEnglish ? "zh-CN" : "en"} />
    </>
  );
}
