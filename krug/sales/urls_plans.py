from django.urls import path

from krug.sales.views import plan, plan_change, plan_scenarios, plans

urlpatterns = [
    path("plans/", plans.plans, name="sales-plans"),
    path("plans/new", plans.new, name="sales-plan-new"),
    path("plans/<uuid:uid>", plan.plan, name="sales-plan"),
    path("plans/<uuid:uid>/by/<slug:by>/<slug:key>", plan.part, name="sales-plan-part"),
    path("plans/<uuid:uid>/unfigure/<int:number>", plan_change.drop, name="sales-plan-figure-drop"),
    path("plans/<uuid:uid>/figure/<slug:by>/<slug:key>", plan_change.figure, name="sales-plan-figure"),
    path("plans/<uuid:uid>/do/<slug:what>", plan_change.step, name="sales-plan-do"),
    path("plans/<uuid:uid>/scenarios", plan_scenarios.scenarios, name="sales-plan-scenarios"),
    path("plans/<uuid:uid>/scenarios/judged", plan_scenarios.judged, name="sales-plan-judged"),
    path("plans/<uuid:uid>/scenarios/keep", plan_scenarios.keep, name="sales-plan-scenario-keep"),
    path(
        "plans/<uuid:uid>/scenarios/<uuid:scenario>/<slug:what>",
        plan_scenarios.act,
        name="sales-plan-scenario-do",
    ),
]
