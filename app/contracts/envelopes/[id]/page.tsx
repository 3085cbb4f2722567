import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ExtendForm, SendForm, VoidEnvelope } from "#components/contracts/envelopes/envelope-acts.tsx";
import { EnvelopeBadge } from "#components/contracts/envelopes/envelope-badge.tsx";
import { EnvelopeFacts } from "#components/contracts/envelopes/envelope-facts.tsx";
import { EventsCard } from "#components/contracts/envelopes/events-card.tsx";
import { PartiesCard } from "#components/contracts/envelopes/parties-card.tsx";
import { SealParty } from "#components/contracts/envelopes/seal-party.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadEnvelope } from "#lib/features/contracts/envelopes/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("envelopes.page"))("crumb") };
}

export default async function EnvelopePage({ params }: { params: Promise<{ id: string }> }) {
  const [t, words, roles, loaded] = await Promise.all([
    getTranslations("envelopes"),
    getTranslations("contractTemplates"),
    getTranslations("settings.roles"),
    params.then(loadEnvelope),
  ]);
  if (loaded.forbidden) {
    return (
      <div className="page page-wide pt-8">
        <Callout tone="attention">{words("forbidden", { role: roles(loaded.forbidden) })}</Callout>
      </div>
    );
  }
  const { envelope, events, version, unit, seals, mayWrite, isActive } = loaded;
  const { id, title, state } = envelope;
  const place = `/api/v1/contracts/envelopes/${id}`;
  const isOut = state === "sent";
  const steps = [{ label: t("title"), href: "/contracts" }, { label: title }];
  return (
    <ClientMessages namespaces={["envelopes", "forms"]}>
      <div className="page page-wide">
        <PageHeader
          above={<Breadcrumbs steps={steps} />}
          title={
            <span className="flex flex-wrap items-center gap-3">
              {title} <EnvelopeBadge state={state} />
            </span>
          }
          actions={
            <>
              {version && (isOut || state === "completed") ? (
                <a href={`${place}/document`} download className={buttonClass()}>
                  <Download aria-hidden="true" className="size-4" />
                  {t("page.document")}
                </a>
              ) : null}
              {state === "completed" ? (
                <a href={`${place}/certificate`} download="certificate.json" className={buttonClass()}>
                  <Download aria-hidden="true" className="size-4" />
                  {t("page.certificate")}
                </a>
              ) : null}
            </>
          }
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          {state === "draft" ? (
            <Callout tone="attention" title={t("page.draft")}>
              <div className="grid gap-3">
                <p>{t("page.draftText")}</p>
                {mayWrite && isActive ? <SendForm id={id} /> : null}
              </div>
            </Callout>
          ) : null}
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <PartiesCard
              envelope={envelope}
              actions={({ name, role, state: of }) =>
                role === "seals" && of === "due" && mayWrite && isActive ? (
                  <SealParty id={id} party={name} seals={seals} />
                ) : null
              }
            />
            <EnvelopeFacts envelope={envelope} version={version} unit={unit} />
          </div>
          <EventsCard envelope={envelope} events={events} />
          {isOut && mayWrite ? (
            <Card title={t("page.time")} description={t("page.timeText")}>
              <ExtendForm id={id} />
            </Card>
          ) : null}
          {mayWrite && (isOut || state === "draft") ? (
            <div>
              <VoidEnvelope id={id} title={title} />
            </div>
          ) : null}
        </div>
      </div>
    </ClientMessages>
  );
}
