import Link from "next/link";
import { useTranslations } from "next-intl";
import { SAMPLE_FILE_NAMES, SAMPLE_PATH, SAMPLE_RECEIPT_NAME } from "#lib/features/evidence/sample/types.ts";

const CHECKS = ["original", "altered"] as const;
const DOWNLOADS = [
  ["file", SAMPLE_FILE_NAMES.original],
  ["receipt", SAMPLE_RECEIPT_NAME],
  ["alteredFile", SAMPLE_FILE_NAMES.altered],
] as const;

/** For whoever has nothing to check: a file that this installation recorded, with its receipt, and a copy that somebody altered. */
export function Sample() {
  const t = useTranslations("sample");
  const link = "text-link inline-flex min-h-11 items-center sm:min-h-6";
  return (
    <section aria-labelledby="sample" className="grid gap-1 border-t border-rule pt-5 text-sm print:hidden">
      <h2 id="sample" className="font-medium">
        {t("title")}
      </h2>
      <p className="text-ink-soft text-pretty">{t("lead")}</p>
      <ul className="flex flex-wrap gap-x-6 pt-1">
        {CHECKS.map((version) => (
          <li key={version}>
            <Link href={`/verify#sample=${version}`} prefetch={false} className={link}>
              {t(`check.${version}`)}
            </Link>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
        <span className="inline-flex min-h-11 items-center sm:min-h-6">{t("save")}</span>
        {DOWNLOADS.map(([what, name]) => (
          <a key={name} href={`${SAMPLE_PATH}/${name}`} download className={link}>
            {t(`download.${what}`)}
          </a>
        ))}
      </p>
    </section>
  );
}
