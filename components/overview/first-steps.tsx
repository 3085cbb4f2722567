import { FileText } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

type FirstStepsProps = {
  mays: { record: boolean; issue: boolean; keys: boolean; members: boolean };
  /** Records of the installation's own files: the list has them, and this page says whose they are. */
  own: number;
};

/** What to do where nothing was recorded yet, for whoever may do it. */
export function FirstSteps({ mays, own }: FirstStepsProps) {
  const t = useTranslations("overview.first");
  const steps = [
    ...(mays.issue ? [{ name: "issue", href: "/certificates" } as const] : []),
    ...(mays.keys ? [{ name: "key", href: "/settings/keys" } as const] : []),
    ...(mays.members ? [{ name: "members", href: "/settings/members" } as const] : []),
    { name: "settings", href: "/settings/organisation" } as const,
  ];
  return (
    <div className="grid gap-8">
      <EmptyState
        icon={<FileText aria-hidden="true" />}
        title={t(own > 0 ? "titleOwn" : "title")}
        actions={
          mays.record ? (
            <LinkButton href="/evidence/new" variant="primary">
              {t("record")}
            </LinkButton>
          ) : undefined
        }
      >
        {t(mays.record ? "text" : "readOnly")}
      </EmptyState>
      {own > 0 ? (
        <p className="max-w-prose text-sm text-ink-soft">
          {t.rich("own", { count: own, list: (words) => <TextLink href="/evidence">{words}</TextLink> })}
        </p>
      ) : null}
      <section aria-labelledby="steps" className="grid gap-3">
        <h2 id="steps" className="font-serif text-lg font-semibold">
          {t("steps")}
        </h2>
        <ul className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-4">
          {steps.map(({ name, href }) => (
            <li key={name} className="grid content-start gap-1 border-t border-rule pt-3">
              <span>
                <TextLink href={href}>{t(name)}</TextLink>
              </span>
              <span className="text-ink-soft">{t(`why.${name}`)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
