import type { ReactNode } from "react";

/** A heading and what stands under it. */
export function Specimen({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-5">
      <h2 className="border-b border-rule pb-2 font-serif text-xl font-semibold">{title}</h2>
      {children}
    </section>
  );
}
