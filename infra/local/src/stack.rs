//! The stack as a whole: what it is told, what it shares, how it starts and stops.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use shared::app::Host;
use shared::email::Email;
use shared::password::Passwords;
use shared::store::listing::Wanted;
use shared::token::TokenKeys;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::aws;
use crate::aws::dynamodb::Engine;
use crate::aws::secrets::{TOKEN_KEYS_FILE, TokenKeysSecret};
use crate::data::{Data, DataError};
use crate::functions::Deployed;
use crate::guard::PublicHost;
use crate::inbox::Inbox;
use crate::routes::{RouteError, Routes};
use crate::sandbox::Sandbox;
use crate::template::{Template, TemplateError};
use crate::{console, gateway, guard, invoke, sandbox};

/// How long requests that are under way at the end may go on.
const GRACE: Duration = Duration::from_secs(3);
/// How long nothing is hashed before the hasher's 19 MiB are given back, and twice that at most.
const HASHER_RESTS_AFTER: Duration = Duration::from_secs(2);
/// The sender that the sandbox's SES knows as verified.
const SENDER: &str = "no-reply@tongxing.example";

/// Where the data is kept.
#[derive(Clone, Debug)]
pub enum Storage {
    /// In this folder.
    Folder(PathBuf),
    /// Nowhere.
    Memory,
}

/// What the stack is told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The template.
    pub template: PathBuf,
    /// Where the API listens.
    pub listen: SocketAddr,
    /// Where AWS listens.
    pub aws_listen: SocketAddr,
    /// Where the data is kept.
    pub storage: Storage,
    /// A DynamoDB in place of the embedded one.
    pub dynamodb: Option<String>,
    /// Values of template parameters in place of the local ones.
    pub parameters: BTreeMap<String, String>,
    /// Variables that every function gets beside those of the template.
    pub environment: BTreeMap<String, String>,
    /// Time, randomness and hasher.
    pub host: Host,
}

impl Options {
    /// A stack on free ports of the loopback interface that keeps nothing.
    #[must_use]
    pub fn in_memory(template: PathBuf) -> Self {
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            template,
            listen: anywhere,
            aws_listen: anywhere,
            storage: Storage::Memory,
            dynamodb: None,
            parameters: BTreeMap::new(),
            environment: BTreeMap::new(),
            host: Host::default(),
        }
    }
}

/// Why the stack does not start; one line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A value for a parameter that the template does not have.
    #[error("the template has no parameter {0}")]
    Parameter(String),
    /// A route of the template.
    #[error("template: {0}")]
    Route(#[from] RouteError),
    /// A function of the template, and what is wrong with it.
    #[error("function {0}: {1}")]
    Function(String, String),
    /// The data folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A secret in the data folder, and what is wrong with it.
    #[error("the data folder's {0}: {1}; --reset starts afresh")]
    Secret(&'static str, String),
    /// The database.
    #[error("database: {0}")]
    Database(String),
    /// An address that cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The machine.
    #[error("{0}")]
    Machine(String),
}

/// What the parts of a running stack share; it holds secrets and cannot be printed.
pub struct Shared {
    /// Time, randomness and hasher.
    pub host: Host,
    /// The functions.
    pub functions: Vec<Deployed>,
    /// The way to them, by position.
    pub routes: Routes<usize>,
    /// The mails.
    pub inbox: Inbox,
    /// The identity providers.
    pub sandbox: Sandbox,
    /// What Secrets Manager holds beside [`Sandbox::providers_secret`]: the keys that tokens are signed with.
    pub token_keys: TokenKeysSecret,
    /// The address that SES knows as verified.
    pub sender: String,
    /// What outlives a restart.
    pub data: Data,
    /// The database.
    pub engine: Engine,
    /// The client that hands requests on to the database.
    pub http: reqwest::Client,
    /// The template.
    pub template: Template,
    /// Where the API is.
    pub url: String,
}

/// A running stack.
pub struct Stack {
    shared: Arc<Shared>,
    aws: SocketAddr,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Stack {
    /// Starts a stack in the present runtime; it is ready when this returns.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options {
            template,
            listen,
            aws_listen,
            storage,
            dynamodb,
            parameters,
            environment,
            host,
        } = options;
        let given: Vec<String> = parameters.keys().cloned().collect();
        let parameters: BTreeMap<_, _> = local_parameters().into_iter().chain(parameters).collect();
        let mut template = Template::load(&template, &parameters)?;
        if let Some(unknown) = given
            .into_iter()
            .find(|name| !template.parameters.contains(name))
        {
            return Err(StartError::Parameter(unknown));
        }
        let api_listener = bind(listen).await?;
        let aws_listener = bind(aws_listen).await?;
        let api = api_listener
            .local_addr()
            .map_err(|e| StartError::Listen(listen, e))?;
        let aws = aws_listener
            .local_addr()
            .map_err(|e| StartError::Listen(aws_listen, e))?;

        let data = match storage {
            Storage::Folder(folder) => Data::open(&folder)?,
            Storage::Memory => Data::in_memory(),
        };
        data.restore_clock(&host.clock)?;
        let token_keys = token_keys(&data, &host)?;
        let sandbox = Sandbox::open(&data, &host)?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|e| StartError::Machine(format!("no HTTP client: {e}")))?;
        let engine = if let Some(url) = dynamodb {
            Engine::elsewhere(url, &template.tables, &http).await?
        } else {
            let hidden = host.random.bytes();
            let hidden = hidden.map_err(|e| StartError::Machine(e.to_string()))?;
            Engine::start(data.database().as_deref(), &template.tables, hidden)?
        };
        let mut local = local_environment(api, aws, &engine);
        local.extend(environment);
        let host = Host {
            aws: Some(engine.client()),
            ..host
        };
        let functions = deploy(&mut template, &local, &host)?;
        let mut routes = Routes::default();
        for (position, function) in template.functions.iter().enumerate() {
            for (method, path) in &function.routes {
                routes.add(method, path, position)?;
            }
        }
        let public = PublicHost::of(parameters.get("PublicUrl").map_or("", String::as_str));
        let sender = parameters
            .get("MailSenderAddress")
            .cloned()
            .unwrap_or_default();
        let sender = Email::parse(&sender).map_or(sender, |email| email.as_str().to_owned());
        let shared = Arc::new(Shared {
            host,
            functions,
            routes,
            inbox: Inbox::default(),
            sandbox,
            token_keys: TokenKeysSecret::new(token_keys),
            sender,
            data,
            engine,
            http,
            template,
            url: format!("http://{}", reachable(api)),
        });

        let (stop, _) = watch::channel(false);
        let servers = vec![
            serve(
                api_listener,
                api_router(Arc::clone(&shared), public.clone()),
                stop.subscribe(),
            ),
            serve(
                aws_listener,
                aws_router(Arc::clone(&shared), public),
                stop.subscribe(),
            ),
        ];
        tokio::spawn(give_back(shared.host.passwords.clone(), stop.subscribe()));
        Ok(Self {
            shared,
            aws,
            stop,
            servers,
        })
    }

    /// Where the API is, such as `http://127.0.0.1:3000`.
    #[must_use]
    pub fn url(&self) -> String {
        self.shared.url.clone()
    }

    /// Where AWS is.
    #[must_use]
    pub fn aws_url(&self) -> String {
        format!("http://{}", reachable(self.aws))
    }

    /// Where the database itself is; [`Stack::aws_url`] hands requests on to it.
    #[must_use]
    pub fn dynamodb_url(&self) -> String {
        self.shared.engine.url()
    }

    /// Time, randomness and hasher.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.shared.host
    }

    /// The mails.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.shared.inbox
    }

    /// A client for requests to the stack itself, which no proxy sees.
    #[must_use]
    pub fn client(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// Whether the directory has no user yet.
    ///
    /// # Errors
    /// [`shared::Failure`] of the database.
    pub async fn is_empty(&self) -> Result<bool, shared::Failure> {
        let Some(function) = self.shared.functions.first() else {
            return Ok(true);
        };
        let anyone = Wanted {
            limit: 1,
            ..Wanted::default()
        };
        let page = function.app().store.list_users(anyone).await?;
        Ok(page.users.is_empty())
    }

    /// The functions, in the template's order.
    #[must_use]
    pub fn functions(&self) -> &[Deployed] {
        &self.shared.functions
    }

    /// Stops the stack: no new requests, a moment for those under way, then the database is closed.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for mut server in self.servers {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

/// The runtime for a process that is a stack: one thread, so that no request is handed from one to another, which would cost a quarter
/// of its CPU time (`infra/performance/peers.md`). The database has a thread of its own, and what hashes or waits for the disk has one
/// more: only one password is hashed at a time, and threads that wait for their turn would take memory that is not given back.
///
/// # Errors
/// [`std::io::Error`] of the machine.
pub fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
}

/// The template at `path` as this machine has it.
///
/// # Errors
/// [`TemplateError`].
pub fn template(path: &Path) -> Result<Template, TemplateError> {
    Template::load(path, &local_parameters())
}

/// The template's functions with this environment beside their own.
fn deploy(
    template: &mut Template,
    environment: &BTreeMap<String, String>,
    host: &Host,
) -> Result<Vec<Deployed>, StartError> {
    for function in &mut template.functions {
        // Whoever watches the requests to AWS sees whose they are.
        let name = function.logical_name.clone();
        function
            .environment
            .insert("AWS_ACCESS_KEY_ID".to_owned(), name);
        function.environment.extend(environment.clone());
    }
    let functions = template
        .functions
        .iter()
        .map(|function| Deployed::new(function, host))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(first) = functions.first() {
        first.warn_of_risks();
    }
    Ok(functions)
}

fn api_router(shared: Arc<Shared>, public: PublicHost) -> Router {
    let invoke = "/2015-03-31/functions/{name}/invocations";
    let own = sandbox::routes()
        .route(invoke, post(invoke::handle))
        .route_layer(from_fn(guard::own_pages));
    Router::new()
        .merge(console::routes())
        .merge(own)
        .fallback(gateway::handle)
        .layer(from_fn_with_state(public, guard::known_hosts))
        .with_state(shared)
}

fn aws_router(shared: Arc<Shared>, public: PublicHost) -> Router {
    Router::new()
        .fallback(aws::handle)
        .layer(from_fn(guard::own_pages))
        .layer(from_fn_with_state(public, guard::known_hosts))
        .with_state(shared)
}

fn serve(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
) -> JoinHandle<std::io::Result<()>> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    tokio::spawn(async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(stopped)
            .await
    })
}

/// Gives the hasher's memory back when there was nothing to hash for a while, until the stack stops.
async fn give_back(passwords: Passwords, mut stop: watch::Receiver<bool>) {
    let stopped = stop.wait_for(|stop| *stop);
    let rest = async {
        let mut every = tokio::time::interval(HASHER_RESTS_AFTER);
        loop {
            every.tick().await;
            passwords.rest();
        }
    };
    tokio::select! {
        _ = stopped => {}
        () = rest => {}
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|e| StartError::Listen(address, e))
}

/// An address that this machine's own processes can reach, whatever was listened on.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    }
}

/// The parameters in which a laptop differs from a deployment: as open as the documents are, and nobody's mail.
fn local_parameters() -> BTreeMap<String, String> {
    let pairs = [
        ("StageName", "local"),
        ("AdminRegistration", "open"),
        ("PasswordPolicy", "documented"),
        ("MailSenderAddress", SENDER),
        ("MjpmAppId", sandbox::APPID),
    ];
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// What Lambda would set, and where the local AWS and the sandbox are.
fn local_environment(
    api: SocketAddr,
    aws: SocketAddr,
    engine: &Engine,
) -> BTreeMap<String, String> {
    let (api, aws) = (
        format!("http://{}", reachable(api)),
        format!("http://{}", reachable(aws)),
    );
    [
        ("AWS_REGION", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL", aws),
        ("AWS_ENDPOINT_URL_DYNAMODB", engine.url()),
        ("WECHAT_API_URL", format!("{api}/_local/wechat")),
        (
            "ALIPAY_GATEWAY_URL",
            format!("{api}/_local/alipay/gateway.do"),
        ),
        ("QQ_API_URL", format!("{api}/_local/qq")),
        ("QQ_GRAPH_URL", format!("{api}/_local/qq")),
        ("APPLE_URL", format!("{api}/_local/apple")),
        ("PUBLIC_URL", api),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The keys that tokens are signed with.
fn token_keys(data: &Data, host: &Host) -> Result<String, StartError> {
    const FILE: &str = TOKEN_KEYS_FILE;
    let keys = data.text(FILE, || {
        let bytes = host.random.bytes::<32>().map_err(|e| e.to_string())?;
        let key = URL_SAFE_NO_PAD.encode(bytes);
        Ok(json!({ "active": "k1", "keys": { "k1": key } }).to_string())
    })?;
    TokenKeys::parse(&keys).map_err(|problem| StartError::Secret(FILE, problem))?;
    Ok(keys)
}
