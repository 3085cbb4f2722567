import { useTranslations } from "next-intl";

const SHOWN_MAX = 99;

/** The number of alerts that are not resolved, beside the name of their page; nothing when there is none. */
export function OpenAlertsBadge({ count }: { count: number }) {
  const t = useTranslations("alerts");
  if (count === 0) return null;
  return (
    <span className="ms-2 inline-flex min-w-5 items-center justify-center rounded-full bg-danger-fill px-1.5 py-0.5 text-xs leading-none font-medium text-white tabular-nums">
      <span aria-hidden="true">{count > SHOWN_MAX ? `${SHOWN_MAX}+` : count}</span>
      <span className="sr-only">{t("badge", { count })}</span>
    </span>
  );
}
