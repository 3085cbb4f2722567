import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { Operation } from "#components/developers/operation.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadArea } from "#lib/features/operations/reference/pages.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ area: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [{ area }, locale] = await Promise.all([params, getLocale()]);
  const found = loadArea(locale as Locale, area);
  return found ? { title: found.description } : {};
}

/** One area of the API, whole. */
export default async function AreaPage({ params }: Props) {
  const [{ area }, t, locale] = await Promise.all([params, getTranslations("developers"), getLocale()]);
  const found = loadArea(locale as Locale, area);
  if (!found) notFound();
  const { description, operations } = found;
  return (
    <ClientMessages namespaces={["developers"]}>
      <div className="page">
        <PageHeader
          title={description}
          above={<Breadcrumbs steps={[{ label: t("title"), href: "/developers" }, { label: description }]} />}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,3fr)]">
          <nav
            aria-label={t("contents")}
            className="text-xs print:hidden lg:sticky lg:top-6 lg:max-h-dvh lg:self-start lg:overflow-y-auto"
          >
            <ol className="grid gap-1.5">
              {operations.map(({ id, summary }) => (
                <li key={id}>
                  <a href={`#${id}`} className="text-link">
                    {summary}
                  </a>
                </li>
              ))}
            </ol>
          </nav>
          <div className="grid min-w-0 gap-8">
            {operations.map((operation) => (
              <Operation key={operation.id} operation={operation} />
            ))}
          </div>
        </div>
      </div>
    </ClientMessages>
  );
}
