from tests.pipeline.test_releases import *
def test_dbg(installation):
    from fairwatch.governance.services import laws
    laws.adopt("eu")
    p=installation.policy(APRIL); print(p.limits, [(x.id,x.rollup_days) for x in p.purposes])
    from fairwatch import analyses, disclosure
    from fairwatch.pipeline.answers import inputs_for
    with connect() as e:
        i=inputs_for(installation,e,p); print(i.period)
        try:
            r=analyses.run("departure",i); print(r.tables["by-department"].frame)
            print(disclosure.draw_noise(r,p,installation.ledgers,APRIL))
        except Exception as x: print(type(x),x)
