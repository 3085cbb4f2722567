import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** Everything in which the certificate can be handed out: plain addresses, which every browser saves. */
export function CertificateFiles({ id }: { id: string }) {
  const t = useTranslations("issued.page");
  const at = (name: string) => `/api/v1/certificates/${id}/${name}`;
  const files = [
    { href: at("pdf"), label: t("pdf"), hint: t("pdfHint") },
    { href: at("credential"), label: t("credential"), hint: t("credentialHint") },
    { href: at("receipt"), label: t("receipt"), hint: t("receiptHint") },
    { href: at("sd-jwt"), label: t("sdJwt"), hint: t("sdJwtHint") },
    { href: at("badge?format=png"), label: t("badgePng"), hint: t("badgeHint") },
    { href: at("badge?format=svg"), label: t("badgeSvg"), hint: t("badgeHint") },
  ];
  return (
    <Card title={t("files")}>
      <ul className="grid gap-4">
        {files.map(({ href, label, hint }) => (
          <li key={href} className="grid justify-items-start gap-1">
            <LinkButton href={href} download size="sm" icon={<Download aria-hidden="true" className="size-4" />}>
              {label}
            </LinkButton>
            <span className="text-xs text-ink-soft">{hint}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
