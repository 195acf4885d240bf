//! Each function of the template, with the code that has its binary's name.

use std::sync::Arc;

use shared::App;
use shared::app::Host;
use shared::config::Config;
use shared::lambda::{EventError, Function};

use crate::stack::StartError;
use crate::template::TemplateFunction;

/// Every family's functions.
pub const FAMILIES: &[&[Function]] = &[
    attendance::FUNCTIONS,
    mjpm::FUNCTIONS,
    campus::FUNCTIONS,
    member::FUNCTIONS,
    account::FUNCTIONS,
];

/// A function that can be invoked.
#[derive(Clone, Debug)]
pub struct Deployed {
    /// Its logical name in the template.
    pub logical_name: String,
    /// Its code.
    pub function: Function,
    /// What it is for.
    pub description: String,
    app: Arc<App>,
}

impl Deployed {
    /// Puts `function` of the template up on `host`.
    ///
    /// # Errors
    /// [`StartError::Function`] when there is no code of that name, or its environment is not what it needs.
    pub fn new(function: &TemplateFunction, host: &Host) -> Result<Self, StartError> {
        let fail = |problem: String| StartError::Function(function.logical_name.clone(), problem);
        let code = FAMILIES
            .iter()
            .copied()
            .flatten()
            .find(|code| code.name == function.binary);
        let code = code.ok_or_else(|| fail(format!("there is no function {}", function.binary)))?;
        let config = Config::from_lookup(|name| function.environment.get(name).cloned())
            .map_err(|e| fail(e.to_string()))?;
        Ok(Self {
            logical_name: function.logical_name.clone(),
            function: *code,
            description: function.description.clone(),
            app: Arc::new(App::new(config, host.clone())),
        })
    }

    /// What the function has at hand.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// What the function's configuration warns of.
    pub fn warn_of_risks(&self) {
        self.app.config.warn_of_risks();
    }

    /// Carries out one event. Like on Lambda it goes on when the caller hangs up.
    ///
    /// # Errors
    /// [`EventError`] of a function without a route.
    pub async fn invoke(&self, event: String) -> Result<String, EventError> {
        let (app, function) = (Arc::clone(&self.app), self.function);
        let invocation = tokio::spawn(async move { function.invoke(&app, &event).await });
        match invocation.await {
            Ok(result) => result,
            Err(stopped) => {
                Err(shared::Failure::broken(format!("the invocation stopped: {stopped}")).into())
            }
        }
    }
}
