import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { Examples } from "#components/developers/examples.tsx";
import { OperationList } from "#components/developers/operation-list.tsx";
import { Sandbox } from "#components/developers/sandbox.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadReference } from "#lib/features/operations/reference/pages.ts";
import { FLOWS } from "#lib/features/operations/reference/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("developers");
  return { title: t("title"), description: t("lead") };
}

/** The reference of the API: how to begin, what holds everywhere, examples, and every address. */
export default async function DevelopersPage() {
  const [t, locale] = await Promise.all([getTranslations("developers"), getLocale()]);
  const { about, areas, examples, publicUrl, sandbox } = loadReference(locale as Locale);
  const listed = areas
    .filter(({ operations }) => operations.length > 0)
    .map(({ tag, description, operations }) => ({
      ...{ tag, title: description },
      operations: operations.map(({ id, method, path, summary }) => ({ id, method, path, summary })),
    }));
  const parts = [
    ...(sandbox === "off" ? [] : [["sandbox", t("sandbox.title")] as const]),
    ...([
      ["examples", t("examples.title")],
      ["guides", t("guides")],
      ["operations", t("operations")],
    ] as const),
  ];
  return (
    <ClientMessages namespaces={["developers"]}>
      <div className="page grid gap-12">
        <div className="grid gap-4">
          <PageHeader title={t("title")} lead={t("lead")} />
          <p className="text-sm">
            {t("base")} <code className="font-mono">{publicUrl}/api/v1</code> ·{" "}
            <a className="text-link" href={`/api/v1/openapi.json?lang=${locale}`}>
              OpenAPI 3.1
            </a>{" "}
            ·{" "}
            <Link className="text-link" href="/problems" prefetch={false}>
              {t("problems")}
            </Link>
          </p>
          <nav aria-label={t("contents")} className="flex flex-wrap gap-x-5 gap-y-2 text-sm print:hidden">
            {parts.map(([id, title]) => (
              <a key={id} className="text-link" href={`#${id}`}>
                {title}
              </a>
            ))}
          </nav>
        </div>
        {sandbox === "off" ? null : (
          <Part id="sandbox" title={t("sandbox.title")} lead={t(`sandbox.${sandbox}`)}>
            <Sandbox />
          </Part>
        )}
        <Part id="examples" title={t("examples.title")} lead={t("examples.lead")}>
          <Examples examples={examples} flows={FLOWS} />
        </Part>
        <Part id="guides" title={t("guides")}>
          <div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
            {about.map(({ part, title, text }) => (
              <section key={part} id={`guide-${part}`} className="grid scroll-mt-6 content-start gap-1">
                <h3 className="font-semibold">{title}</h3>
                <p className="max-w-prose text-sm text-ink-soft text-pretty wrap-anywhere">{text}</p>
              </section>
            ))}
          </div>
        </Part>
        <Part id="operations" title={t("operations")} lead={t("operationsLead")}>
          <OperationList areas={listed} />
        </Part>
      </div>
    </ClientMessages>
  );
}

function Part({ id, title, lead, children }: { id: string; title: string; lead?: string; children: React.ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="grid min-w-0 scroll-mt-6 gap-5">
      <div className="grid gap-2">
        <h2 id={`${id}-title`} className="font-serif text-xl font-semibold">
          {title}
        </h2>
        {lead ? <p className="max-w-prose text-sm text-ink-soft text-pretty">{lead}</p> : null}
      </div>
      {children}
    </section>
  );
}
