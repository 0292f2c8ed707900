//! Lightning's plateau without a monitor.

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauWithoutMonitor,
    name: "A plateau without a monitor",
    rationale: "Lightning has to be told which metric a plateau watches, and raises a `MisconfigurationException` where `monitor` is missing.",
    bad: "\
import lightning as L
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau

class Net(L.LightningModule):
    def configure_optimizers(self):
        optimizer = SGD(self.parameters(), lr=0.1)
        return {\"optimizer\": optimizer, \"lr_scheduler\": ReduceLROnPlateau(optimizer)}
",
    mended: (
        "        return {\"optimizer\": optimizer, \"lr_scheduler\": ReduceLROnPlateau(optimizer)}",
        "\
        scheduler = {\"scheduler\": ReduceLROnPlateau(optimizer), \"monitor\": \"val_loss\"}
        return {\"optimizer\": optimizer, \"lr_scheduler\": scheduler}",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if !subject.is("ReduceLROnPlateau") {
        return;
    }
    let missing =
        subject.lightning().is_some_and(|configuration| !configuration.open && configuration.monitor.is_none());
    if missing {
        findings.push(
            subject
                .finding(
                    Code::PlateauWithoutMonitor,
                    "Lightning is not told which metric this plateau watches, and raises",
                    subject.schedule.span,
                )
                .help("return it as `{\"scheduler\": …, \"monitor\": \"val_loss\"}`"),
        );
    }
}
