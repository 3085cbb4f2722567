import { useLocale, useTranslations } from "next-intl";
import type { Notice } from "#lib/features/operations/site/types.ts";
import { NoticeText } from "./notice-text.tsx";

type OwnLanguageProps = { notice: Notice; heading: "h2" | "h3" };

/** A notice in the reader's language; where there is none in it, in the other, which is said. Nothing where there is no text. */
export function OwnLanguage({ notice: { en, zh }, heading }: OwnLanguageProps) {
  const t = useTranslations("site");
  const isEnglish = useLocale() === "en";
  const [own, other] = isEnglish ? [en, zh] : [zh, en];
  if (own) return <NoticeText text={own} lang={undefined} heading={heading} />;
  if (!other) return null;
  return (
    <>
      <p className="pb-4 text-sm text-ink-soft">{t("notTranslated")}</p>
      <NoticeText text={other} lang={isEnglish ? "zh-CN" : "en"} heading={heading} />
    </>
  );
}
