import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";

/** The head of a share's page, before and after the button was pressed. */
export function ShareIntro({ children }: { children: ReactNode }) {
  const t = useTranslations("shares.ask");
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      {children}
    </>
  );
}
