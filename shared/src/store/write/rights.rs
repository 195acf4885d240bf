//! Writes of rights, and of the counts of roles that must not die out.

use serde::Serialize;

use super::RoleChange;
use super::action::{Action, Condition, Guard};
use crate::failure::Failure;
use crate::rights::Rights;
use crate::store::Store;
use crate::store::item::{number, to_item};
use crate::store::keys;

impl Store {
    /// The count of a role's holders; `None` when it stays what it is.
    pub(super) fn change_role(
        &self,
        role: &str,
        change: RoleChange,
    ) -> Option<Result<Action, Failure>> {
        let RoleChange { by, may_end } = change;
        let (expression, condition) = match by.signum() {
            0 => return None,
            // A condition that always holds: the first holder of a role makes its count.
            1 => (
                "ADD #holders :by",
                Condition::absent().or("attribute_exists(#pk)"),
            ),
            _ => {
                let kept = number(by.unsigned_abs() + u32::from(!may_end));
                (
                    "SET #holders = #holders - :by",
                    Condition::new("#holders >= :kept").value(":kept", kept),
                )
            }
        };
        let condition = condition
            .name("#holders", "holders")
            .value(":by", number(by.unsigned_abs()));
        Some(Action::update(
            &self.users,
            keys::role(role),
            expression,
            condition,
            Guard::Role,
        ))
    }

    pub(super) fn replace_rights(
        &self,
        before: &Rights,
        after: &Rights,
    ) -> Result<Action, Failure> {
        #[derive(Serialize)]
        struct Stored {
            revision: u64,
            body: String,
        }
        let body = serde_json::to_string(after)
            .map_err(|e| Failure::broken(format!("rights cannot be written: {e}")))?;
        let item = to_item(
            keys::rights(),
            &Stored {
                revision: before.revision + 1,
                body,
            },
        )?;
        Action::put(&self.users, item, rights_as_read(before), Guard::Rights)
    }

    pub(super) fn require_rights(&self, rights: &Rights) -> Result<Action, Failure> {
        Action::check(
            &self.users,
            keys::rights(),
            rights_as_read(rights),
            Guard::Rights,
        )
    }
}

/// The rights are as they were read, or there still are none.
fn rights_as_read(rights: &Rights) -> Condition {
    if rights.revision == 0 {
        Condition::absent()
    } else {
        Condition::unchanged_since(rights.revision)
    }
}
