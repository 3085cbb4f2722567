import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ArchivePart } from "#components/check-us/archive-part.tsx";
import { BlocksPart } from "#components/check-us/blocks-part.tsx";
import { ClaimsPart } from "#components/check-us/claims-part.tsx";
import { Command } from "#components/check-us/command.tsx";
import { INSTALL, keepCommands, type Place, trustCommands, verifyCommand } from "#components/check-us/commands.ts";
import { CosePart } from "#components/check-us/cose-part.tsx";
import { KeepVerifier } from "#components/check-us/keep-verifier.tsx";
import { NetworkPart } from "#components/check-us/network-part.tsx";
import { OpensslPart } from "#components/check-us/openssl-part.tsx";
import { Part } from "#components/check-us/part.tsx";
import { ProofsPart } from "#components/check-us/proofs-part.tsx";
import { RenewalPart } from "#components/check-us/renewal-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadCheckUs } from "#lib/features/evidence/verifier-file/pages.ts";
import type { OfferedVerifier } from "#lib/features/evidence/verifier-file/types.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checkUs");
  return { title: t("title"), description: t("lead") };
}

interface Props {
  searchParams: Promise<{ ledger?: string | string[] }>;
}

/** Every way to check what is recorded here, with commands that work as they stand. */
export default async function CheckUsPage({ searchParams }: Props) {
  const { ledger: wanted } = await searchParams;
  const [t, loaded] = await Promise.all([
    getTranslations("checkUs"),
    loadCheckUs(typeof wanted === "string" ? wanted : undefined),
  ]);
  const { publicUrl, verifier, ledgers, ledger, stamps } = loaded;
  const place: Place = { publicUrl, ledger };
  return (
    <div className="page page-narrow grid gap-12">
      <div>
        <PageHeader title={t("title")} lead={t("lead")} />
        {await contents()}
      </div>
      {ledgers.length > 1 ? await ledgerChoice(ledgers, ledger.name) : null}
      {await browserPart(place, verifier)}
      {await commandLinePart(place, stamps)}
      <OpensslPart place={place} keys={ledger.keys} stamps={stamps} />
      <ClaimsPart place={place} />
      <BlocksPart place={place} />
      <CosePart place={place} />
      <RenewalPart />
      <ArchivePart />
      <NetworkPart place={place} />
      <ProofsPart />
    </div>
  );
}

async function contents() {
  const t = await getTranslations("checkUs");
  const parts = [
    ["#browser", t("browser.title")],
    ["#command-line", t("cli.title")],
    ["#openssl", t("openssl.title")],
    ["#claims", t("claims.title")],
    ["#blocks", t("blocks.title")],
    ["#cose", t("cose.title")],
    ["#renewal", t("renewal.title")],
    ["#archive", t("archive.title")],
    ["#network", t("network.title")],
    ["#proofs", t("proofs.title")],
  ] as const;
  return (
    <nav aria-label={t("contents")} className="print:hidden">
      <ol className="grid list-decimal gap-1.5 ps-6 text-sm">
        {parts.map(([href, title]) => (
          <li key={href}>
            <a href={href} className="text-link">
              {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

async function ledgerChoice(names: readonly string[], shown: string) {
  const t = await getTranslations("checkUs");
  return (
    <nav aria-label={t("ledgers")} className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
      <span className="text-ink-soft">{t("ledgers")}</span>
      {names.map((name) => (
        <TextLink
          key={name}
          href={`/check-us?ledger=${name}`}
          prefetch={false}
          aria-current={name === shown ? "page" : undefined}
          className="font-mono aria-[current]:font-semibold"
        >
          {name}
        </TextLink>
      ))}
    </nav>
  );
}

async function browserPart(place: Place, verifier: OfferedVerifier | undefined) {
  const t = await getTranslations("checkUs.browser");
  return (
    <Part
      id="browser"
      title={t("title")}
      lead={t.rich("lead", { verify: (text) => <TextLink href="/verify">{text}</TextLink> })}
    >
      {verifier ? (
        <>
          <KeepVerifier verifier={verifier} heading="h3" />
          <Command
            id="run-keep"
            title={t("keep")}
            text={keepCommands(place, verifier.sha256)}
            expect={t("keepExpect")}
          />
        </>
      ) : null}
    </Part>
  );
}

async function commandLinePart(place: Place, stamps: boolean) {
  const t = await getTranslations("checkUs.cli");
  return (
    <Part id="command-line" title={t("title")} lead={t("lead")}>
      <Command title={t("install")} text={INSTALL} expect={t("installExpect")} />
      <Command id="run-trust" title={t("trust")} text={trustCommands(place, stamps)} expect={t("trustExpect")} />
      <Command id="run-verify" title={t("run")} text={verifyCommand(stamps)} expect={t("runExpect")} />
    </Part>
  );
}
