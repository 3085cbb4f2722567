import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SEARCH_ROWS_MAX } from "#lib/features/evidence/records/types.ts";

type ListPagesProps = {
  /** The page's path under its filters. */
  path: string;
  /** Cursors to what is older and newer. */
  older?: string | undefined;
  newer?: string | undefined;
  /** The search by name came to its limit. */
  unfinished: boolean;
  /** Rows on this page. */
  rows: number;
  /** This is the page with the newest. */
  first: boolean;
  /** Further on a field has exactly this value. */
  exact?: string | undefined;
};

/** The ways on from a page of the list, and how far a search has come. */
export function ListPages({ path, older, newer, unfinished, rows, first, exact }: ListPagesProps) {
  const t = useTranslations("evidence");
  const at = (name: string, cursor: string | undefined) =>
    cursor === undefined ? undefined : `${path}${path.includes("?") ? "&" : "?"}${name}=${cursor}`;
  const olderHref = at("older", older);
  const newerHref = at("newer", newer);
  return (
    <>
      {exact === undefined ? null : (
        <Callout
          actions={
            <LinkButton href={`/evidence?${new URLSearchParams({ value: exact })}`} size="sm" prefetch={false}>
              {t("search.showExact")}
            </LinkButton>
          }
        >
          {t("search.exact", { q: exact })}
        </Callout>
      )}
      {unfinished ? (
        <Callout
          actions={
            olderHref || newerHref ? (
              <LinkButton href={olderHref ?? newerHref ?? path} size="sm" prefetch={false}>
                {t(olderHref ? "search.older" : "search.newer")}
              </LinkButton>
            ) : undefined
          }
        >
          {t("search.unfinished", { rows, count: SEARCH_ROWS_MAX })}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-end justify-between gap-3">
        {first ? (
          <span />
        ) : (
          <LinkButton href={path} size="sm">
            {t("first")}
          </LinkButton>
        )}
        <CursorPagination {...(newerHref ? { newerHref } : {})} {...(olderHref && !unfinished ? { olderHref } : {})} />
      </div>
    </>
  );
}
