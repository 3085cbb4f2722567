import { Link2Off } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** A share that shows nothing any more: that it is the link and not the certificate, and what to do. */
export function ShareOver({ how }: { how: "expired" | "ended" | "used" }) {
  const t = useTranslations("certificatePage.over");
  const verify = useTranslations("record.linkEnded");
  return (
    <div className="page page-narrow">
      <PageHeader
        above={<Link2Off aria-hidden="true" className="size-8 text-ink-soft" />}
        title={t(`${how}.title`)}
        lead={t(`${how}.text`)}
      />
      <p className="max-w-prose pb-6 text-sm text-ink-soft">{t("next")}</p>
      <LinkButton href="/verify" variant="primary">
        {verify("verify")}
      </LinkButton>
    </div>
  );
}
