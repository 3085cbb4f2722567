import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CheckpointForm } from "#components/explorer/checkpoint-form.tsx";
import { GivenResult } from "#components/explorer/given-result.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadGivenCheckpoint } from "#lib/features/ledger/explorer/pages.ts";
import {
  GIVEN_CHECKPOINT_CHARS_MAX,
  type GivenCheckpoint,
} from "#lib/features/ledger/explorer/rows/given-checkpoint.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("explorer.given"))("title") };
}

interface Props {
  searchParams: Promise<{ note?: string | string[] }>;
}

export default async function CheckpointPage({ searchParams }: Props) {
  const [{ note }, t] = await Promise.all([searchParams, getTranslations("explorer")]);
  const text = typeof note === "string" && note.trim() !== "" ? note : undefined;
  const given = text === undefined ? undefined : await loadGivenCheckpoint(text);
  return (
    <div className="page page-narrow grid gap-6">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: t("title"), href: "/explorer" }, { label: t("given.title") }]} />}
        title={t("given.title")}
        lead={t("given.lead")}
      />
      {given ? await outcome(given) : null}
      <CheckpointForm note={text} charsMax={GIVEN_CHECKPOINT_CHARS_MAX} />
    </div>
  );
}

async function outcome(given: GivenCheckpoint) {
  if (given.kind === "judged") return <GivenResult given={given} height={given.height} />;
  const t = await getTranslations("explorer.given");
  if (given.kind === "foreign") {
    return (
      <Callout tone="attention" role="status" title={t("foreign")}>
        {t("foreignText", { origin: given.origin })}
      </Callout>
    );
  }
  return (
    <Callout tone="attention" role="status" title={t("unreadable")}>
      {t("unreadableText")}
    </Callout>
  );
}
