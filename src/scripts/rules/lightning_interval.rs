//! Lightning's interval and a length that counts something else.

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::scripts::expression::float;

pub(super) const RULE: Rule = Rule {
    code: Code::LightningInterval,
    name: "Lightning's interval",
    rationale: "Lightning steps a scheduler once an epoch where `interval` is not given. A length in batches is then never reached; with `interval=\"step\"` a length in epochs is over in the first one.",
    bad: "\
import lightning as L
from torch.optim import SGD
from torch.optim.lr_scheduler import OneCycleLR

class Net(L.LightningModule):
    def configure_optimizers(self):
        optimizer = SGD(self.parameters(), lr=0.1)
        total = self.trainer.estimated_stepping_batches
        scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=total)
        return [optimizer], [scheduler]
",
    mended: (
        "        return [optimizer], [scheduler]",
        "        return [optimizer], [{\"scheduler\": scheduler, \"interval\": \"step\"}]",
    ),
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(configuration) = subject.lightning() else { return };
    let Some(interval) = configuration.interval(subject.reading()) else { return };
    let given = configuration.interval.is_some();
    if interval == "epoch" {
        let batches = |name: &str| name.starts_with("len(") || name.ends_with("estimated_stepping_batches");
        let counts = |expression: &crate::scripts::Expression| {
            let names = expression.parameters();
            let parameters = subject.script.parameters().iter();
            parameters.filter(|it| names.contains(&it.name.as_str())).any(|it| batches(&it.spelling))
        };
        let Some(length) = subject.lengths().into_iter().rev().find(|length| counts(&length.expression)) else {
            return;
        };
        let said = if given {
            "and the `interval` is `epoch`"
        } else {
            "and Lightning steps once an epoch where no `interval` is given"
        };
        findings.push(
            subject
                .finding(
                    Code::LightningInterval,
                    format!("`{}` counts batches, {said}", subject.source(length.whole)),
                    length.whole,
                )
                .help("return the scheduler as `{\"scheduler\": …, \"interval\": \"step\"}`"),
        );
    } else if interval == "step" {
        let Some((epochs, _)) = subject.of_trainer("max_epochs").filter(|(epochs, _)| *epochs > 1.0) else { return };
        let Some(horizon) = subject.horizon() else { return };
        if subject.script.value(&horizon.expression) != Some(epochs) {
            return;
        }
        findings.push(
            subject
                .finding(
                    Code::LightningInterval,
                    format!(
                        "`{}` is the number of epochs, {}, and the `interval` is `step`",
                        subject.source(horizon.whole),
                        float(epochs)
                    ),
                    horizon.whole,
                )
                .help("count it in batches, as `self.trainer.estimated_stepping_batches` does, or take the `interval` out"),
        );
    }
}
