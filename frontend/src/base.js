// What every page behind a log-in shares: partial page changes and the design system's behaviour.
// The public pages load no script at all.
import "htmx.org";
import "@digdir/designsystemet-web/details";
import "@digdir/designsystemet-web/dialog";
import "@digdir/designsystemet-web/ds-error-summary";
import "@digdir/designsystemet-web/ds-field";
import "@digdir/designsystemet-web/ds-tabs";
import "@digdir/designsystemet-web/invokers";
import "@digdir/designsystemet-web/popover";
import { moveFocusAfterSwap } from "./focus.js";
import { submitOnChange } from "./choices.js";

moveFocusAfterSwap(document);
submitOnChange(document);
