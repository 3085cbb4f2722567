import "#tests/support/environment.ts";
import "#tests/support/small-blocks.ts";
import { tellOfKilledWorkers } from "./crash-story.ts";

tellOfKilledWorkers(1);
