import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { Example, Flow } from "#lib/features/operations/reference/types.ts";

/** The same flows in each language; which one is shown is chosen once for all of them, by style alone. */
export function Examples({ examples, flows }: { examples: readonly Example[]; flows: readonly Flow[] }) {
  const t = useTranslations("developers.examples");
  return (
    <div className="examples grid min-w-0 gap-6">
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2 text-sm">
        <legend className="sr-only">{t("language")}</legend>
        {examples.map(({ language }, at) => (
          <label key={language} className="inline-flex min-h-6 items-center gap-2">
            <input
              type="radio"
              name="example-language"
              value={language}
              defaultChecked={at === 0}
              className="accent-ink"
            />
            {language}
          </label>
        ))}
      </fieldset>
      {flows.map((flow) => (
        <div key={flow} className="grid min-w-0 gap-2">
          <h3 className="text-sm font-semibold">{t(`flows.${flow}`)}</h3>
          {examples.map(({ language, parts }) => (
            <Fragment key={language}>{parts[flow] ? <Code language={language} text={parts[flow]} /> : null}</Fragment>
          ))}
        </div>
      ))}
    </div>
  );
}

function Code({ language, text }: { language: string; text: string }) {
  const t = useTranslations("developers.examples");
  return (
    <figure data-language={language} className="example relative min-w-0">
      <div className="absolute end-2 top-2">
        <CopyButton value={text} what={t("code", { language })} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-rule bg-sunken p-3 pe-14 font-mono text-xs leading-relaxed"
      >
        {text}
      </pre>
    </figure>
  );
}
