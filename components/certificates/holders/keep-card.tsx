import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { AddToWallet } from "#components/certificates/wallets/add-to-wallet.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { InAppNotice } from "#components/ui/in-app-notice.tsx";
import type { HolderCertificate } from "#lib/features/certificates/shares/types.ts";
import { linkedInAddress } from "./linkedin.ts";

/** Files of a certificate: addresses that hand out a file, because browsers within apps save no other. */
const WORDS = {
  "certificate.pdf": "pdf",
  "credential.json": "json",
  "receipt.json": "receipt",
  "badge.png": "png",
  "badge.svg": "svg",
} as const;
const FILES = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** What a holder keeps: files, and what LinkedIn asks for. */
export function KeepCard({ token, certificate }: { token: string; certificate: HolderCertificate }) {
  const t = useTranslations("holderPage");
  return (
    <section className="grid gap-4">
      <h3 className="font-serif text-lg font-semibold">{t("keep")}</h3>
      <InAppNotice />
      <ul className="flex flex-wrap gap-3">
        {FILES.map((file) => (
          <li key={file}>
            <a
              href={`/claim/${token}/${certificate.id}/${file}`}
              download
              rel="nofollow"
              className={buttonClass({ variant: file === "certificate.pdf" ? "primary" : "secondary" })}
            >
              <Download aria-hidden="true" className="size-4" />
              {t(`files.${WORDS[file]}`)}
            </a>
          </li>
        ))}
      </ul>
      <p className="max-w-prose text-xs text-ink-soft">{t("keepText")}</p>
      {certificate.state === "valid" ? <AddToWallet token={token} id={certificate.id} /> : null}
      <details className="text-sm">
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-link">{t("linkedin.title")}</summary>
        <LinkedIn certificate={certificate} />
      </details>
    </section>
  );
}

function LinkedIn({ certificate }: { certificate: HolderCertificate }) {
  const t = useTranslations("holderPage.linkedin");
  const { id, title, issuer, issuedAt, validUntil, page } = certificate;
  const values = [
    ["name", title],
    ["organisation", issuer.name],
    ["issued", issuedAt.slice(0, 7)],
    ["expires", validUntil?.slice(0, 7)],
    ["id", id],
    ["url", page],
  ] as const;
  return (
    <div className="grid gap-3 pt-2">
      <p className="text-ink-soft">{t("text")}</p>
      <a
        href={linkedInAddress(certificate)}
        target="_blank"
        rel="noreferrer"
        className={buttonClass({ className: "justify-self-start" })}
      >
        {t("add")}
      </a>
      <dl className="divide-y divide-rule">
        {values.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name} className="flex items-center justify-between gap-3 py-1.5">
              <div className="min-w-0">
                <dt className="text-xs text-ink-soft">{t(name)}</dt>
                <dd className="wrap-anywhere">{value}</dd>
              </div>
              <CopyButton value={value} what={t(name)} />
            </div>
          ),
        )}
      </dl>
    </div>
  );
}
