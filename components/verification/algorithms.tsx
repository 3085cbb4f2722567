import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import type { AlgorithmsField as Field } from "./algorithms-field.tsx";

// For the reader of some year to come: it comes when it is asked for.
const AlgorithmsField = lazy(() =>
  import("./algorithms-field.tsx").then((loaded) => ({ default: loaded.AlgorithmsField })),
);

/** Until when algorithms count, folded into one line: none is broken unless a reader says so. */
export function Algorithms(props: ComponentProps<typeof Field>) {
  const t = useTranslations("verify.algorithms");
  const [opened, setOpened] = useState(false);
  return (
    <details
      className="group border-y border-rule print:hidden"
      onToggle={({ currentTarget }) => setOpened((before) => before || currentTarget.open)}
    >
      <summary className="flex min-h-12 list-none items-center gap-2 text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 text-ink-soft transition-transform group-open:rotate-90" />
        {t("title")}
      </summary>
      <div className="pb-5">
        {opened ? (
          <Suspense>
            <AlgorithmsField {...props} />
          </Suspense>
        ) : null}
      </div>
    </details>
  );
}
