import { FilePlus2 } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BatchTable } from "#components/certificates/issuing/batch-table.tsx";
import { RulesForm } from "#components/certificates/issuing/rules-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { loadBatchList } from "#lib/features/certificates/issuing/pages/pages.ts";
import { BATCH_STATES } from "#lib/features/certificates/issuing/types.ts";

const PATH = "/certificates/batches";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("batches"))("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function BatchesPage({ searchParams }: Props) {
  const [t, loaded] = await Promise.all([getTranslations("batches"), searchParams.then(loadBatchList)]);
  const { rows, units, older, newer, state, isFirst, rules, waiting, isIssuer, mayWrite, mayApprove, mayManage } =
    loaded;
  const path = state ? `${PATH}?state=${state}` : PATH;
  const at = (name: string, cursor: string) => `${path}${state ? "&" : "?"}${name}=${cursor}`;
  const begin =
    mayWrite && isIssuer ? (
      <LinkButton href={`${PATH}/new`} variant="primary" icon={<FilePlus2 aria-hidden="true" className="size-4" />}>
        {t("new")}
      </LinkButton>
    ) : null;
  return (
    <div className="page page-wide">
      <PageHeader title={t("title")} lead={t("lead")} actions={begin} />
      <div className="grid gap-6">
        {isIssuer ? null : <IssuerMissing mayManage={mayManage} />}
        {mayApprove && waiting > 0 && state !== "submitted" ? (
          <Callout
            tone="attention"
            actions={
              <LinkButton href={`${PATH}?state=submitted`} size="sm">
                {t("look", { count: waiting })}
              </LinkButton>
            }
          >
            {t("waiting", { count: waiting })}
          </Callout>
        ) : null}
        {rows.length > 0 || state ? (
          <form action={PATH} className="flex flex-wrap items-end gap-3">
            <SelectField
              name="state"
              label={t("stateFilter")}
              defaultValue={state ?? ""}
              options={[
                { value: "", label: t("anyState") },
                ...BATCH_STATES.map((each) => ({ value: each, label: t(`states.${each}`) })),
              ]}
            />
            <Button type="submit">{t("show")}</Button>
          </form>
        ) : null}
        {rows.length > 0 ? <BatchTable batches={rows} units={units} /> : null}
        {rows.length === 0 ? (
          <EmptyState
            icon={<FilePlus2 aria-hidden="true" />}
            title={state ? t("empty.filtered") : t("empty.title")}
            actions={begin}
          >
            {state ? null : t(mayWrite ? "empty.text" : "empty.readOnly")}
          </EmptyState>
        ) : null}
        <div className="flex flex-wrap items-end justify-between gap-3">
          {isFirst ? (
            <span />
          ) : (
            <LinkButton href={path} size="sm">
              {t("first")}
            </LinkButton>
          )}
          <CursorPagination
            {...(newer ? { newerHref: at("newer", newer) } : {})}
            {...(older ? { olderHref: at("older", older) } : {})}
          />
        </div>
        {mayManage ? (
          <RulesForm fourEyes={rules.fourEyes} />
        ) : (
          <p className="text-sm text-ink-soft">{t(rules.fourEyes ? "rules.on" : "rules.off")}</p>
        )}
      </div>
    </div>
  );
}

async function IssuerMissing({ mayManage }: { mayManage: boolean }) {
  const t = await getTranslations("batches.issuerMissing");
  return (
    <Callout
      tone="attention"
      title={t("title")}
      actions={
        mayManage ? (
          <LinkButton href="/settings/issuer" size="sm">
            {t("link")}
          </LinkButton>
        ) : undefined
      }
    >
      {t("text")}
    </Callout>
  );
}
