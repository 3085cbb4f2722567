import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { BatchDelivery } from "#components/certificates/holders/batch-delivery.tsx";
import { BatchActions } from "#components/certificates/issuing/batch-actions.tsx";
import { BatchFacts } from "#components/certificates/issuing/batch-facts.tsx";
import { BatchProgress } from "#components/certificates/issuing/batch-progress.tsx";
import { BatchStateBadge } from "#components/certificates/issuing/batch-state.tsx";
import { DraftTable } from "#components/certificates/issuing/draft-table.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadBatchDelivery } from "#lib/features/certificates/holders/pages.ts";
import { loadBatchPage } from "#lib/features/certificates/issuing/pages/pages.ts";
import { problemWords } from "#lib/features/certificates/issuing/pages/problem-words.ts";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("batches"))("title") };
}

/** Of drafts shown at once. */
const PAGE = 50;

export default async function BatchPage({ params, searchParams }: Props) {
  const [{ id }, raw] = await Promise.all([params, searchParams]);
  const [t, issued, loaded] = await Promise.all([
    getTranslations("batches"),
    getTranslations("issued"),
    loadBatchPage(id, raw),
  ]);
  const { batch, unitPath, fields, drafts, after, isOwn, rules, mayWrite, mayApprove } = loaded;
  const { state, failure } = batch;
  const isEditable = mayWrite && (state === "drafts" || state === "rejected");
  const path = `/certificates/batches/${batch.id}`;
  const last = drafts.at(-1)?.number ?? 0;
  const steps = [
    { label: issued("title"), href: "/certificates" },
    { label: t("title"), href: "/certificates/batches" },
    { label: batch.name },
  ];
  const reason = failure === undefined ? undefined : await problemWords(failure);
  return (
    <div className="page page-wide">
      <PageHeader
        above={<Breadcrumbs steps={steps} />}
        title={batch.name}
        lead={<BatchStateBadge state={state} />}
        actions={
          state === "issued" ? (
            <LinkButton href={`/certificates?batch=${batch.id}`} variant="primary">
              {t("page.resultsLink")}
            </LinkButton>
          ) : null
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-6">
          {batch.rejection ? <Callout tone="danger">{t("page.rejected", { reason: batch.rejection })}</Callout> : null}
          {reason ? <Callout tone="danger">{t("page.failure", { reason })}</Callout> : null}
          {state === "cancelled" ? <Callout>{t("page.cancelled")}</Callout> : null}
          {state === "sealing" && batch.sealKey && !batch.sealed ? (
            <Callout tone="attention" actions={<LinkButton href={`${path}/seal`}>{t("page.sealLink")}</LinkButton>}>
              {t("page.waitsForSeal")}
            </Callout>
          ) : null}
          {state === "sealing" && (!batch.sealKey || batch.sealed) ? <Callout>{t("page.recording")}</Callout> : null}
          {state === "submitted" && !mayApprove ? <Callout>{t("page.mayNot")}</Callout> : null}
          {["approved", "issuing", "paused", "sealing", "issued"].includes(state) ? (
            <BatchProgress key={state} id={batch.id} state={state} made={batch.made} size={batch.size} />
          ) : null}
          {state === "issued" ? (
            // Of a large batch the letters take a while to count; the page does not wait for them.
            <Suspense>
              <BatchDelivery delivery={loadBatchDelivery(batch.id)} />
            </Suspense>
          ) : null}
          <BatchActions
            {...{ id: batch.id, state, size: batch.size, submittedAt: batch.submittedAt, final: batch.final }}
            {...{ fourEyes: rules.fourEyes, isOwn, mayWrite, mayApprove }}
          />
          {drafts.length > 0 ? (
            <section className="grid min-w-0 gap-3">
              <h2 className="font-serif text-lg font-semibold">{t("page.drafts")}</h2>
              <p className="text-sm text-ink-soft">{t("page.draftsHint")}</p>
              <DraftTable batch={batch.id} drafts={drafts} fields={fields} isEditable={isEditable} />
              <CursorPagination
                {...(after > 0 ? { newerHref: `${path}?after=${Math.max(0, after - PAGE)}` } : {})}
                {...(last < batch.size ? { olderHref: `${path}?after=${last}` } : {})}
              />
            </section>
          ) : null}
        </div>
        <Card title={t("page.facts")}>
          <BatchFacts batch={batch} unitPath={unitPath} />
        </Card>
      </div>
    </div>
  );
}
