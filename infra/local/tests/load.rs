//! The local stack under load, killed in the middle.

use std::path::Path;

use tempfile::TempDir;
use tests::load::mix::Mix;
use tests::load::schedule::{Arrivals, Load};
use tests::load::server::Server;
use tests::load::world::Crowd;
use tests::load::{Run, run};

#[tokio::test]
async fn nothing_acknowledged_is_lost_when_it_is_killed_under_load() {
    let folder = TempDir::new().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_local"));
    let mut server = Server::start(program, &folder.path().join("data")).unwrap();
    let before = server.pid();
    let load = Load {
        rate: 60,
        seconds: 1,
        arrivals: Arrivals::Uniform,
        mix: Mix::default(),
        seed: 1,
    };
    let plan = Run {
        load,
        crowd: Crowd {
            people: 10,
            accounts: 5,
        },
        at_once: 1000,
        kills: 2,
    };
    let report = Box::pin(run(&mut server, &plan)).await.unwrap();
    assert!(report.is_good(), "{report}");
    assert_ne!(server.pid(), before);
    assert_eq!(report.gaps.len(), 2);
    // What was in the gap has failed, and what was outside has not: all of it is accounted for.
    let all = &report.all;
    assert_eq!((all.planned, all.not_sent, all.too_many), (60, 0, 0));
    assert_eq!(all.done + all.refused + all.server + all.silence, 60);
    // Ten people with a session each, five accounts, and what came under way.
    assert!(report.findings.acknowledged > 25, "{report}");
}
