import { Search } from "lucide-react";
import { Button } from "./button.tsx";
import { LinkButton } from "./link-button.tsx";
import { SelectField } from "./select-field.tsx";
import { TextField } from "./text-field.tsx";

const CHARS_MAX = 200;

type StateFiltersProps = {
  path: string;
  q: string;
  state: string | undefined;
  states: readonly { value: string; label: string }[];
  words: Record<"label" | "search" | "searchHint" | "state" | "any" | "apply" | "clear", string>;
};

/** A search and a state, as a plain form whose fields become the address, so that a list can be kept and shared. */
export function StateFilters({ path, q, state, states, words }: StateFiltersProps) {
  return (
    <search aria-label={words.label}>
      {/* Its key makes the fields anew when the address changes, so that they show what is filtered by. */}
      <form key={`${state} ${q}`} action={path} className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-56 flex-[2]">
          <TextField
            type="search"
            name="q"
            label={words.search}
            placeholder={words.searchHint}
            defaultValue={q}
            maxLength={CHARS_MAX}
            autoComplete="off"
          />
        </div>
        <div className="min-w-32 flex-1">
          <SelectField
            name="state"
            label={words.state}
            defaultValue={state ?? ""}
            options={[{ value: "", label: words.any }, ...states]}
          />
        </div>
        <div className="flex gap-2">
          <Button type="submit" icon={<Search aria-hidden="true" className="size-4" />}>
            {words.apply}
          </Button>
          {q || state ? (
            <LinkButton href={path} variant="quiet">
              {words.clear}
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}
