use planvet::*;
fn main() {
    let formats: Vec<_> = Format::names().map(|n| Format::named(n).expect(n)).collect();
    for p in std::env::args().skip(1) {
        let s = Source::from_bytes(p.clone(), std::fs::read(&p).unwrap());
        let d = Document::choose(s, formats.iter().cloned(), &Limits::default()).unwrap();
        println!("{p}: {} {}", d.format().name(), d.is_recognised());
        for f in check(&d, &Settings::default()) {
            let pos = d.source().position(f.span.start);
            println!("  {}:{} {} {}: {} | {:?}", pos.line, pos.column, f.severity.name(), f.rule, f.message, f.help.unwrap_or_default());
        }
    }
}
