import pytest,time
@pytest.mark.django_db
def test_x():
    from calls.simulation import running
    t=time.time(); s=running.nights(running.on_tables, range(1,11)); e=time.time()-t
    print(s.nights/e, s.events)
    for k,v in sorted(s.counts.items()): print(v,k)
    print(len(s.broken)); 
    for b in s.broken[:10]: print(b.seed,b.broken)
